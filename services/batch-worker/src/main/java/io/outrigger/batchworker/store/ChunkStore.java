package io.outrigger.batchworker.store;

import io.outrigger.batchworker.job.Chunk;
import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.ChunkState;
import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.rows.ChunkPlace;
import io.outrigger.database.SqlTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/** Chunks, from the cut to their lines. */
public final class ChunkStore {

    /** So many go into one statement, which the connection's patience has to be enough for. */
    private static final int INSERTED_AT_ONCE = 10_000;
    private static final int MOMENT_MS = 100;

    /** The time that is never after the first of a job's waiting chunks may go: with one more chunk that waits. */
    private static final String PLAN_AGAIN = """
            UPDATE jobs SET plan_at = least(plan_at, :since, CASE WHEN stop IS NOT NULL THEN created_at END)""";

    private static final String INSERT = """
            WITH planned AS (%s WHERE id = ANY(:jobs) AND (plan_at IS NULL OR plan_at > :since OR stop IS NOT NULL))
            INSERT INTO chunks
            (job_id, index, row_count, state, since, token, attempts, queued_times, put_off_times,
             input_offset, input_bytes, first_line, duplicate_lines)
            SELECT place.job, place.index, place.rows, 'WAITING', :since, 0, 0, 0, 0, place.at, place.bytes, place.line,
                   CAST(place.duplicates AS integer[])
              FROM unnest(:jobs, :indexes, :rows, :offsets, :lengths, :lines, :duplicates)
                   AS place (job, index, rows, at, bytes, line, duplicates)
            ON CONFLICT DO NOTHING""".formatted(PLAN_AGAIN);

    private static final String UPDATE = """
            UPDATE chunks SET state = :state, since = :since, token = :token, leased_until = :leasedUntil, attempts = :attempts,
                   queued_times = :queuedTimes, put_off_times = :putOffTimes
             WHERE job_id = :job AND index = :index""";

    /**
     * The job's row is written whether its time changes or not: so this waits for a planner that holds it, and finds what that made of the
     * time, or the planner finds the chunk. Else it could take the time away for want of a chunk that is beginning to wait.
     */
    private static final String UPDATE_WAITING = "WITH planned AS (" + PLAN_AGAIN + " WHERE id = :job) " + UPDATE;

    private static final String COMPLETE = """
            WITH output AS (
                INSERT INTO chunk_outputs SELECT :job, :index, output.results, output.errors
                  FROM (SELECT CAST(:results AS bytea) AS results, CAST(:errors AS bytea) AS errors) AS output
                 WHERE output.results IS NOT NULL OR output.errors IS NOT NULL)
            UPDATE chunks SET state = :state, since = :since, token = :token, leased_until = :leasedUntil, attempts = :attempts,
                   queued_times = :queuedTimes, put_off_times = :putOffTimes, sequence = :sequence,
                   result_bytes = :resultBytes, result_end = :resultEnd, result_sha256 = :resultSha256, result_key = :resultKey,
                   error_bytes = :errorBytes, error_end = :errorEnd, error_sha256 = :errorSha256, error_key = :errorKey
             WHERE job_id = :job AND index = :index AND token = :token AND state <> 'DONE'""";

    /**
     * The end of a chunk.
     *
     * @param before what the job's done chunks came to without this one: its lines stand behind theirs
     */
    public record Done(Chunk chunk, Job.Answered before, ChunkLines results, ChunkLines errors) {
    }

    /** Puts in the chunks of a job, which wait from now on. */
    public void insert(Handle handle, String jobId, List<ChunkPlace> places, Instant now) {
        insert(handle, now, places.stream().map(place -> new Placed(StoredId.job(jobId), place)).toList());
    }

    /** Puts in the chunks of jobs that are cut already. */
    public void insert(Handle handle, List<NewJob> jobs, Instant now) {
        insert(handle, now, jobs.stream().flatMap(each -> {
            UUID job = StoredId.job(each.job().id());
            return each.chunks().stream().map(place -> new Placed(job, place));
        }).toList());
    }

    private record Placed(UUID job, ChunkPlace place) {
    }

    private static void insert(Handle handle, Instant now, List<Placed> chunks) {
        for (int from = 0; from < chunks.size(); from += INSERTED_AT_ONCE) {
            insertAtOnce(handle, now, chunks.subList(from, Math.min(chunks.size(), from + INSERTED_AT_ONCE)));
        }
    }

    private static void insertAtOnce(Handle handle, Instant now, List<Placed> chunks) {
        List<ChunkPlace> places = chunks.stream().map(Placed::place).toList();
        try (Update statement = handle.createUpdate(INSERT)) {
            statement
                    .bind("since", SqlTime.of(now))
                    .bindArray("jobs", UUID.class, chunks.stream().map(Placed::job).toList())
                    .bindArray("indexes", Integer.class, places.stream().map(ChunkPlace::index).toList())
                    .bindArray("rows", Integer.class, places.stream().map(ChunkPlace::rows).toList())
                    .bindArray("offsets", Long.class, places.stream().map(ChunkPlace::offset).toList())
                    .bindArray("lengths", Long.class, places.stream().map(ChunkPlace::length).toList())
                    .bindArray("lines", Long.class, places.stream().map(ChunkPlace::firstLine).toList())
                    .bindArray("duplicates", String.class, places.stream().map(place -> array(place.duplicateLines())).toArray())
                    .execute();
        }
    }

    /** A literal, since PostgreSQL has no arrays of arrays of different lengths; null for no line. */
    private static String array(int[] lines) {
        return lines.length == 0 ? null : Arrays.stream(lines).mapToObj(Integer::toString).collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * Chunks whose rows are the transaction's own from now on, by job and index, each with its job as it is at this moment; without
     * those that are not there.
     */
    public List<StoredChunk> lock(Handle handle, List<ChunkId> ids) {
        return read(handle, ids, " FOR NO KEY UPDATE OF c");
    }

    /** Chunks and their jobs, the rows of all of which are the transaction's own from now on; else as {@link #lock}. */
    public List<StoredChunk> lockWithJobs(Handle handle, List<ChunkId> ids) {
        return read(handle, ids, " FOR NO KEY UPDATE OF j, c");
    }

    /** From now on the transaction fails where somebody else holds a row that it wants for more than a moment. */
    public void waitForNobody(Handle handle) {
        handle.execute("SET LOCAL lock_timeout = " + MOMENT_MS);
    }

    public Optional<StoredChunk> find(Handle handle, ChunkId id) {
        return read(handle, List.of(id), "").stream().findFirst();
    }

    /** In one order, so that two that lock the same ones do not wait for each other. */
    private static List<StoredChunk> read(Handle handle, List<ChunkId> ids, String lock) {
        try (Query query = handle.createQuery("SELECT " + JobRow.COLUMNS + ", " + ChunkRow.COLUMNS + """
                \s FROM unnest(:jobs, :indexes) AS wanted (job_id, index)
                 JOIN chunks c ON c.job_id = wanted.job_id AND c.index = wanted.index JOIN jobs j ON j.id = c.job_id
                WHERE NOT j.deleted ORDER BY c.job_id, c.index""" + lock)) {
            return query.bindArray("jobs", UUID.class, ids.stream().map(id -> StoredId.job(id.jobId())).toList())
                    .bindArray("indexes", Integer.class, ids.stream().map(ChunkId::index).toList())
                    .map(ChunkRow::read)
                    .list();
        }
    }

    /** Writes what has changed of chunks that are held and not done. */
    public void update(Handle handle, List<Chunk> chunks) {
        update(handle, UPDATE_WAITING, chunks.stream().filter(chunk -> chunk.state() == ChunkState.WAITING).toList());
        update(handle, UPDATE, chunks.stream().filter(chunk -> chunk.state() != ChunkState.WAITING).toList());
    }

    private static void update(Handle handle, String statement, List<Chunk> chunks) {
        if (!chunks.isEmpty()) {
            try (PreparedBatch batch = handle.prepareBatch(statement)) {
                chunks.forEach(chunk -> bind(batch, chunk).add());
                batch.execute();
            }
        }
    }

    /** Writes the ends of chunks that are held with their jobs, and their lines behind those of the chunks that were done before. */
    public void complete(Handle handle, List<Done> done) {
        if (done.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch(COMPLETE)) {
            for (Done end : done) {
                bind(batch, end.chunk())
                        .bind("results", inDatabase(end.results()))
                        .bind("errors", inDatabase(end.errors()))
                        .bind("sequence", end.before().chunks())
                        .bind("resultBytes", end.results().bytes())
                        .bind("resultEnd", end.before().resultBytes() + end.results().bytes())
                        .bind("resultSha256", sha256(end.results()))
                        .bind("resultKey", key(end.results()))
                        .bind("errorBytes", end.errors().bytes())
                        .bind("errorEnd", end.before().errorBytes() + end.errors().bytes())
                        .bind("errorSha256", sha256(end.errors()))
                        .bind("errorKey", key(end.errors()))
                        .add();
            }
            int[] changed = batch.execute();
            for (int i = 0; i < changed.length; i++) {
                if (changed[i] != 1) {
                    throw new IllegalStateException("It is done already, or has another token: " + done.get(i).chunk());
                }
            }
        }
    }

    private static PreparedBatch bind(PreparedBatch batch, Chunk chunk) {
        return batch
                .bind("job", StoredId.job(chunk.id().jobId()))
                .bind("index", chunk.id().index())
                .bind("state", chunk.state().name())
                .bind("since", SqlTime.of(chunk.since()))
                .bind("token", chunk.lease().token())
                .bind("leasedUntil", SqlTime.of(chunk.lease().until()))
                .bind("attempts", chunk.attempts())
                .bind("queuedTimes", chunk.queuedTimes())
                .bind("putOffTimes", chunk.putOffTimes());
    }

    /** Null where they are elsewhere or there are none. */
    private static byte[] inDatabase(ChunkLines lines) {
        return switch (lines) {
            case ChunkLines.InDatabase here -> here.bytes() > 0 ? here.lines() : null;
            case ChunkLines.InObject there -> null;
        };
    }

    private static String key(ChunkLines lines) {
        return switch (lines) {
            case ChunkLines.InDatabase here -> null;
            case ChunkLines.InObject there -> there.key();
        };
    }

    private static byte[] sha256(ChunkLines lines) {
        return lines.bytes() > 0 ? HexFormat.of().parseHex(lines.sha256()) : null;
    }
}
