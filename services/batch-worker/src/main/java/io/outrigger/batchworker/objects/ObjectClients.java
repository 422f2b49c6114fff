package io.outrigger.batchworker.objects;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Makes the SDK's client, with bounds on how long it waits and on how much it holds. */
final class ObjectClients {

    private static final int ATTEMPTS_MAX = 2;
    private static final int CONNECTIONS_MAX = 64;
    /** Shorter than any store waits, so that a connection is not taken at the moment when the store gives it up. */
    private static final Duration IDLE_MAX = Duration.ofSeconds(5);

    private ObjectClients() {
    }

    /**
     * Addresses are in the form that every store understands, and checksums only where S3 wants them, since others know fewer. A body is
     * signed as a whole: in signed chunks it would end in an empty one, for which s3proxy does not wait, and where that comes after its
     * answer it hangs up, and the next call meets a dead connection.
     */
    static S3Client open(ObjectConfig config) {
        return S3Client.builder()
                .endpointOverride(config.endpoint())
                .region(Region.of(config.region()))
                .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).chunkedEncodingEnabled(false).build())
                .credentialsProvider(credentials(config))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(connections(config))
                .overrideConfiguration(settings -> settings
                        .apiCallTimeout(config.callTimeout())
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(ATTEMPTS_MAX).build()))
                .build();
    }

    /** A call that finds all connections taken waits for one, as long as it would for an answer. */
    private static Apache5HttpClient.Builder connections(ObjectConfig config) {
        return Apache5HttpClient.builder()
                .maxConnections(CONNECTIONS_MAX)
                .connectionMaxIdleTime(IDLE_MAX)
                .connectionTimeout(config.connectTimeout())
                .connectionAcquisitionTimeout(config.callTimeout().dividedBy(2))
                .socketTimeout(config.callTimeout().dividedBy(2))
                .expectContinueEnabled(false);
    }

    private static AwsCredentialsProvider credentials(ObjectConfig config) {
        return config.accessKey().isEmpty() ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(config.accessKey(), config.secretKey()));
    }
}
