package io.outrigger.batchworker.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignAddressesTest {

    private final ForeignAddresses addresses = new ForeignAddresses(Set.of("inputs", "more.inputs"));

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b/c.jsonl", "year=2026/month=11/rows (1).jsonl", "..a/b..", "a+b@c,d:e;f&g$h!i*j'k_l-m.n"})
    void anObjectInAnAllowedBucketIsRead(String key) {
        assertThat(addresses.read("s3://inputs/" + key)).isEqualTo(new ObjectAddress("inputs", key));
        assertThat(addresses.read("s3://more.inputs/" + key)).isEqualTo(new ObjectAddress("more.inputs", key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "file:///etc/passwd", "http://169.254.169.254/latest", "https://inputs/a", "S3://inputs/a",
            "s3:/inputs/a", "s3://inputs", "s3://inputs/", "s3:///a", "s3://user@inputs/a", "s3://inputs:80/a", "s3://Inputs/a",
            "s3://../a", " s3://inputs/a",
            "s3://inputs//a", "s3://inputs/a/", "s3://inputs/a//b", "s3://inputs/..", "s3://inputs/../a", "s3://inputs/a/../b",
            "s3://inputs/./a", "s3://inputs/a/.", "s3://inputs/a?b", "s3://inputs/a#b", "s3://inputs/%2e%2e/a", "s3://inputs/a\\b",
            "s3://inputs/a\nb", "s3://inputs/a\u0000", "s3://inputs/ä", "s3://inputs/a\u202eb", "s3://inputs/a|b"})
    void everythingElseIsRefused(String address) {
        assertRefused(address);
    }

    @Test
    void aBucketThatIsNotNamedIsRefused() {
        assertThatThrownBy(() -> addresses.read("s3://outrigger/files/file-1"))
                .hasMessage("input_uri: expected a bucket that jobs may read from, found 'outrigger'.");
        assertThatThrownBy(() -> new ForeignAddresses(Set.of()).read("s3://inputs/a")).hasMessageContaining("'inputs'");
    }

    @Test
    void aLongOneIsNotEvenLookedAt() {
        assertThat(addresses.read("s3://inputs/" + "k".repeat(1_024)).key()).hasSize(1_024);
        assertRefused("s3://inputs/" + "k".repeat(1_025));
        assertThatThrownBy(() -> addresses.read("s".repeat(100_000))).hasMessageContaining("at most 1100 characters, found 100000");
    }

    private void assertRefused(String address) {
        assertThatThrownBy(() -> addresses.read(address)).isInstanceOf(ServiceException.class)
                .extracting(failure -> ((ServiceException) failure).code()).isEqualTo(ErrorCode.INPUT_NOT_ALLOWED);
    }
}
