package io.outrigger.batchworker.objects;

import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.errors.Quote;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where S3 is and what may be read there.
 *
 * @param accessKey empty where the machine's own role or environment has the keys
 * @param inputBuckets that callers may name in the address of an input; never the worker's own, which has other callers' objects
 * @param connectTimeout a store that does not take a connection for so long is away
 * @param callTimeout the longest that one call may take, a part of an object included
 */
public record ObjectConfig(
        URI endpoint, String bucket, String region, String accessKey, String secretKey, Set<String> inputBuckets,
        Duration connectTimeout, Duration callTimeout) {

    private static final String ENDPOINT = "http://127.0.0.1:9000";
    private static final Pattern ADDRESS = Pattern.compile("https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?/?");

    public ObjectConfig {
        inputBuckets = Set.copyOf(inputBuckets);
    }

    public static ObjectConfig from(Settings settings) {
        String endpoint = settings.string("S3_ENDPOINT", ENDPOINT, "address of S3");
        if (!ADDRESS.matcher(endpoint).matches()) {
            settings.reject("S3_ENDPOINT: expected an address such as " + ENDPOINT + ", found " + Quote.of(endpoint) + ".");
            endpoint = ENDPOINT;
        }
        String bucket = settings.string("S3_BUCKET", "outrigger", "bucket for inputs and outputs, made when it is missing");
        String inputBuckets = settings.string("S3_INPUT_BUCKETS", "", "buckets that the address of an input may name, with commas");
        Set<String> allowed = Arrays.stream(inputBuckets.split(",")).map(String::strip).filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        if (allowed.contains(bucket)) {
            settings.reject("S3_INPUT_BUCKETS: expected other buckets than S3_BUCKET, which has everybody's objects, found "
                    + Quote.of(bucket) + ".");
        }
        return new ObjectConfig(URI.create(endpoint), bucket,
                settings.string("S3_REGION", "us-east-1", "region of the buckets"),
                settings.secret("S3_ACCESS_KEY", "", "access key; empty where the machine has a role"),
                settings.secret("S3_SECRET_KEY", "", "secret key"),
                allowed,
                Duration.ofSeconds(2),
                settings.duration("S3_TIMEOUT", Duration.ofSeconds(30), "the longest that a call to S3 may take"));
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return bucket + " at " + endpoint;
    }
}
