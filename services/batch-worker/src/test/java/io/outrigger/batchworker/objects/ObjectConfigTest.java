package io.outrigger.batchworker.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectConfigTest {

    @Test
    void withoutSettingsTheStoreIsOnThisMachine() {
        var settings = new Settings(Map.of());
        ObjectConfig config = ObjectConfig.from(settings);
        settings.check();
        assertThat(config).isEqualTo(new ObjectConfig(URI.create("http://127.0.0.1:9000"), "outrigger", "us-east-1", "", "", Set.of(),
                Duration.ofSeconds(2), Duration.ofSeconds(30)));
    }

    @Test
    void bucketsForInputsAreAList() {
        assertThat(ObjectConfig.from(new Settings(Map.of("S3_INPUT_BUCKETS", "a-1, b,,"))).inputBuckets()).isEqualTo(Set.of("a-1", "b"));
    }

    @Test
    void keysAreNeverPrinted() {
        var settings = new Settings(Map.of("S3_ACCESS_KEY", "accesskey", "S3_SECRET_KEY", "secretkey"));
        assertThat(ObjectConfig.from(settings).toString() + settings.help()).doesNotContain("accesskey", "secretkey");
    }

    @Test
    void theBucketOfAllCallersCannotBeAnInputBucket() {
        var settings = new Settings(Map.of("S3_BUCKET", "b", "S3_INPUT_BUCKETS", "a,b"));
        ObjectConfig.from(settings);
        assertThatThrownBy(settings::check).hasMessageContaining("S3_INPUT_BUCKETS: expected other buckets than S3_BUCKET");
    }

    @Test
    void anAddressNeedsAScheme() {
        var settings = new Settings(Map.of("S3_ENDPOINT", "minio:9000"));
        ObjectConfig.from(settings);
        assertThatThrownBy(settings::check).hasMessageContaining("S3_ENDPOINT: expected an address such as http://127.0.0.1:9000");
    }
}
