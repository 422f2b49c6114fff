package io.outrigger.batchworker.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Parcel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParcelRecordTest {

    private static final String JOB = "batch_0123456789abcdef0123456789abcdef";

    @Test
    void aParcelIsReadAsItWasWritten() {
        for (int index : new int[] {0, 7, 999_999_999}) {
            var parcel = Parcel.of(new ChunkId(JOB, index));
            assertThat(ParcelRecord.read(ParcelRecord.of(parcel))).contains(parcel);
        }
        var many = new Parcel(IntStream.range(0, 16)
                .mapToObj(index -> new ChunkId(JOB.replace('0', (char) ('a' + index)), index)).toList());
        assertThat(ParcelRecord.read(ParcelRecord.of(many))).contains(many);
    }

    @Test
    void whoeverLooksIntoTheTopicCanReadIt() {
        var parcel = new Parcel(List.of(new ChunkId(JOB, 12), new ChunkId(JOB, 3)));
        assertThat(new String(ParcelRecord.of(parcel), UTF_8)).isEqualTo(JOB + "/12\n" + JOB + "/3");
    }

    @Test
    void whatNamesNoChunkIsNone() {
        assertThat(ParcelRecord.read(null)).isEmpty();
        for (String text : List.of("", "/", JOB, JOB + "/", JOB + "/-1", JOB + "/01", JOB + "/1 ", JOB + "/9999999999", "a b/1", "/1",
                JOB + "/1\n", "\n" + JOB + "/1", JOB + "/1\n\n" + JOB + "/2", JOB + "/1\nx", "x".repeat(200) + "/1")) {
            assertThat(ParcelRecord.read(text.getBytes(UTF_8))).as(text).isEmpty();
        }
        assertThat(ParcelRecord.read(new byte[] {(byte) 0xff, '/', '1'})).isEmpty();
        assertThat(ParcelRecord.read(new byte[1 << 20])).isEmpty();
    }
}
