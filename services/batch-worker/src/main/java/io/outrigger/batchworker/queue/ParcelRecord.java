package io.outrigger.batchworker.queue;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Parcel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A parcel as it stands in a record: a line for each chunk with the job, a slash, the index. Whoever looks into the topic can read it. */
final class ParcelRecord {

    private static final int BYTES_MAX = 8 << 10;
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{1,100})/(0|[1-9][0-9]{0,8})");
    private static final String BETWEEN = "\n";

    private ParcelRecord() {
    }

    static byte[] of(Parcel parcel) {
        return parcel.chunks().stream().map(chunk -> chunk.jobId() + "/" + chunk.index()).collect(Collectors.joining(BETWEEN))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The chunks that a record names; empty where it is no record of ours. */
    static Optional<Parcel> read(byte[] value) {
        if (value == null || value.length > BYTES_MAX) {
            return Optional.empty();
        }
        List<ChunkId> chunks = new ArrayList<>();
        for (String line : new String(value, StandardCharsets.UTF_8).split(BETWEEN, -1)) {
            Matcher matcher = FORM.matcher(line);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            chunks.add(new ChunkId(matcher.group(1), Integer.parseInt(matcher.group(2))));
        }
        return Optional.of(new Parcel(chunks));
    }
}
