package io.outrigger.batchworker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StoredIdTest {

    private static final Instant NOW = Instant.parse("2026-11-29T05:00:00.999Z");

    @Test
    void idsAreInTheOrderOfTheirTime() {
        List<String> ids = LongStream.of(0, 1_000, 2_000, 999_000, 1_000_000, 3_000_000_000L)
                .mapToObj(NOW::plusNanos).map(StoredId::newJob).toList();
        assertThat(ids).isSorted();
        assertThat(ids.stream().map(StoredId::job).map(UUID::toString)).as("as PostgreSQL compares them").isSorted();
    }

    @Test
    void anIdIsItsColumn() {
        String job = StoredId.newJob(NOW);
        assertThat(StoredId.job(StoredId.job(job))).isEqualTo(job).matches("batch_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}");
        String file = StoredId.newFile(NOW);
        assertThat(StoredId.file(StoredId.file(file))).isEqualTo(file);
        assertThat(StoredId.ofJob(file)).isEmpty();
        assertThat(StoredId.ofFile(job)).isEmpty();
        assertThat(StoredId.ofJob(job.toUpperCase(Locale.ROOT))).isEmpty();
    }
}
