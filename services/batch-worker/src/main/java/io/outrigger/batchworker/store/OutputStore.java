package io.outrigger.batchworker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** What jobs read and have answered, as far as it lies in the database, and where the rest of it lies. */
public final class OutputStore {

    /** Some of the lines that came with the request. */
    public Optional<byte[]> input(Handle handle, String jobId, long offset, long length) {
        return handle.createQuery("SELECT substring(lines FROM CAST(:from AS integer) FOR CAST(:length AS integer)) FROM job_inputs"
                        + " WHERE job_id = :job")
                .bind("job", StoredId.job(jobId))
                .bind("from", offset + 1)
                .bind("length", length)
                .mapTo(byte[].class)
                .findOne();
    }

    /**
     * The parts of a job's results or errors that have bytes of a range, in order: the first ones.
     *
     * @param to behind the last byte
     */
    public List<Segment> segments(Handle handle, String jobId, LinesKind kind, long from, long to, int limit) {
        return handle.createQuery("""
                        SELECT index, <kind>_bytes AS bytes, <kind>_end AS lines_end, <kind>_sha256 AS sha256, <kind>_key AS key
                          FROM chunks
                         WHERE job_id = :job AND <kind>_bytes > 0 AND <kind>_end > :from AND <kind>_end - <kind>_bytes < :to
                         ORDER BY <kind>_end LIMIT :limit""")
                .define("kind", kind.column())
                .bind("job", StoredId.job(jobId))
                .bind("from", from)
                .bind("to", to)
                .bind("limit", limit)
                .map((row, context) -> segment(row))
                .list();
    }

    private static Segment segment(ResultSet row) throws SQLException {
        long bytes = row.getLong("bytes");
        return new Segment(
                row.getInt("index"), row.getLong("lines_end") - bytes, bytes, HexFormat.of().formatHex(row.getBytes("sha256")),
                Optional.ofNullable(row.getString("key")));
    }

    /** The bytes of segments that lie in the database, by the index of their chunk. */
    public Map<Integer, byte[]> lines(Handle handle, String jobId, LinesKind kind, List<Integer> indexes) {
        return handle.createQuery("""
                        SELECT index, <lines> AS lines FROM chunk_outputs
                         WHERE job_id = :job AND index = ANY(:indexes) AND <lines> IS NOT NULL""")
                .define("lines", kind.lines())
                .bind("job", StoredId.job(jobId))
                .bindArray("indexes", Integer.class, indexes)
                .map((row, context) -> Map.entry(row.getInt("index"), row.getBytes("lines")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * The keys of the next objects, by chunk; none behind the last ones.
     *
     * @param after the last chunk that was seen; -1 at first
     */
    public OutputKeys keys(Handle handle, String jobId, int after, int chunks) {
        List<String> keys = new ArrayList<>();
        int[] last = {after};
        handle.createQuery("""
                        SELECT index, result_key, error_key FROM chunks
                         WHERE job_id = :job AND index > :after AND (result_key IS NOT NULL OR error_key IS NOT NULL)
                         ORDER BY index LIMIT :chunks""")
                .bind("job", StoredId.job(jobId))
                .bind("after", after)
                .bind("chunks", chunks)
                .map((row, context) -> Map.entry(
                        row.getInt("index"), Stream.of(Optional.ofNullable(row.getString("result_key")),
                                Optional.ofNullable(row.getString("error_key"))).flatMap(Optional::stream).toList()))
                .forEach(chunk -> {
                    last[0] = chunk.getKey();
                    keys.addAll(chunk.getValue());
                });
        return new OutputKeys(List.copyOf(keys), last[0]);
    }
}
