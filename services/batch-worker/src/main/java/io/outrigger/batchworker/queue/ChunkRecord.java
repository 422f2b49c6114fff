package io.outrigger.batchworker.queue;

import io.outrigger.batchworker.job.ChunkId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A chunk's name as it stands in a record: the job, a slash, the index. Whoever looks into the topic can read it. */
final class ChunkRecord {

    private static final int BYTES_MAX = 128;
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{1,100})/(0|[1-9][0-9]{0,8})");

    private ChunkRecord() {
    }

    static byte[] of(ChunkId chunk) {
        return (chunk.jobId() + "/" + chunk.index()).getBytes(StandardCharsets.UTF_8);
    }

    /** The chunk that a record names; empty where it is no record of ours. */
    static Optional<ChunkId> read(byte[] value) {
        if (value == null || value.length > BYTES_MAX) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(new String(value, StandardCharsets.UTF_8));
        return matcher.matches() ? Optional.of(new ChunkId(matcher.group(1), Integer.parseInt(matcher.group(2)))) : Optional.empty();
    }
}
