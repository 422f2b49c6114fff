package io.outrigger.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BucketTest {

    @Test
    void staysTheSameForEver() {
        assertThat(Bucket.of("sample-classifier", "alice")).isEqualTo(Bucket.of("sample-classifier", "alice"));
        assertThat(Bucket.of("m", "k")).as("worked out once; a change would move every user").isEqualTo(87);
    }

    @Test
    void spreadsEvenlyAndDiffersBetweenModels() {
        int[] counts = new int[100];
        int same = 0;
        for (int key = 0; key < 100_000; key++) {
            counts[Bucket.of("a", "user-" + key)]++;
            same += Bucket.of("a", "user-" + key) == Bucket.of("b", "user-" + key) ? 1 : 0;
        }

        assertThat(java.util.Arrays.stream(counts).boxed()).allSatisfy(count -> assertThat(count).isBetween(850, 1_150));
        assertThat(same).isBetween(800, 1_200);
    }
}
