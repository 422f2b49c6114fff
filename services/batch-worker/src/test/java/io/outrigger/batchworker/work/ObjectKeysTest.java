package io.outrigger.batchworker.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.job.ChunkId;
import org.junit.jupiter.api.Test;

/** What objects are called, and whose they are. */
class ObjectKeysTest {

    @Test
    void everyKeySaysWhoseItIs() {
        assertThat(ObjectKeys.file("file-1")).isEqualTo("files/file-1");
        assertThat(ObjectKeys.owner(ObjectKeys.file("file-1"))).isEqualTo("file-1");
        assertThat(ObjectKeys.owner(ObjectKeys.input("batch_1"))).isEqualTo("batch_1");
        assertThat(ObjectKeys.lines(new ChunkId("batch_1", 7), 3, "results")).isEqualTo("jobs/batch_1/chunks/7/3/results.jsonl");
        assertThat(ObjectKeys.owner(ObjectKeys.lines(new ChunkId("batch_1", 7), 3, "errors"))).isEqualTo("batch_1");
    }

    /** So that what is removed with a job is not another one's, whose id begins alike. */
    @Test
    void theKeysOfAJobBeginWithAllOfItsId() {
        assertThat(ObjectKeys.input("batch_10")).doesNotStartWith(ObjectKeys.job("batch_1"));
    }
}
