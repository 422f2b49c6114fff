package io.outrigger.batchworker.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.job.ChunkId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkRecordTest {

    private static final String JOB = "batch_0123456789abcdef0123456789abcdef";

    @Test
    void aChunkIsReadAsItWasWritten() {
        for (int index : new int[] {0, 7, 999_999_999}) {
            var chunk = new ChunkId(JOB, index);
            assertThat(ChunkRecord.read(ChunkRecord.of(chunk))).contains(chunk);
        }
    }

    @Test
    void whoeverLooksIntoTheTopicCanReadIt() {
        assertThat(new String(ChunkRecord.of(new ChunkId(JOB, 12)), UTF_8)).isEqualTo(JOB + "/12");
    }

    @Test
    void whatNamesNoChunkIsNone() {
        assertThat(ChunkRecord.read(null)).isEmpty();
        for (String text : List.of("", "/", JOB, JOB + "/", JOB + "/-1", JOB + "/01", JOB + "/1 ", JOB + "/9999999999", "a b/1", "/1",
                JOB + "/1\n", "x".repeat(200) + "/1")) {
            assertThat(ChunkRecord.read(text.getBytes(UTF_8))).as(text).isEmpty();
        }
        assertThat(ChunkRecord.read(new byte[] {(byte) 0xff, '/', '1'})).isEmpty();
        assertThat(ChunkRecord.read(new byte[1 << 20])).isEmpty();
    }
}
