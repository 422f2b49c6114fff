package io.outrigger.chassis.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WhoTest {

    @Test
    void whatIsOpenOnPurposeIsNotWhatTheMeshProtects() {
        assertThat(Who.THE_MESH).isNotEqualTo(Who.ANYBODY);
    }

    @Test
    void aTokenIsAskedOfNeither() {
        assertThat(Who.ANYBODY.needsToken()).isFalse();
        assertThat(Who.THE_MESH.needsToken()).isFalse();
        assertThat(Who.ANY_CALLER.needsToken()).isTrue();
        assertThat(Who.withScope("infer").needsToken()).isTrue();
    }
}
