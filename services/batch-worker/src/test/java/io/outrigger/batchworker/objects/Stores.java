package io.outrigger.batchworker.objects;

import io.outrigger.backends.testing.BackendsExtension;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/** Settings for the store that tests have. */
final class Stores {

    private Stores() {
    }

    static ObjectConfig config(BackendsExtension backends, String bucket) {
        return config(backends, bucket, backends.s3SecretKey());
    }

    static ObjectConfig config(BackendsExtension backends, String bucket, String secretKey) {
        return new ObjectConfig(URI.create(backends.s3Endpoint()), bucket, "us-east-1", backends.s3AccessKey(), secretKey,
                Set.of(inputBucket(backends)), Duration.ofSeconds(2), Duration.ofSeconds(30));
    }

    static String inputBucket(BackendsExtension backends) {
        return backends.uniqueName() + "-inputs";
    }
}
