package io.outrigger.batchworker.store;

import io.outrigger.batchworker.job.Chunk;
import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.ChunkState;
import io.outrigger.batchworker.job.Lease;
import io.outrigger.batchworker.rows.ChunkPlace;
import io.outrigger.database.SqlTime;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.StatementContext;

/** A row of the table of chunks, read beside that of its job. */
final class ChunkRow {

    /** Of the table under the name c. */
    static final String COLUMNS = """
            c.job_id, c.index, c.row_count, c.state, c.since, c.token, c.leased_until, c.attempts, c.queued_times, c.put_off_times, \
            c.input_offset, c.input_bytes, c.first_line, c.duplicate_lines""";

    private static final int[] NO_LINES = {};

    private ChunkRow() {
    }

    static StoredChunk read(ResultSet row, StatementContext context) throws SQLException {
        return new StoredChunk(JobRow.read(row, context), chunk(row), place(row));
    }

    private static Chunk chunk(ResultSet row) throws SQLException {
        return new Chunk(
                id(row),
                row.getInt("row_count"),
                ChunkState.valueOf(row.getString("state")),
                SqlTime.required(row, "since"),
                new Lease(row.getInt("token"), SqlTime.optional(row, "leased_until")),
                row.getInt("attempts"),
                row.getInt("queued_times"),
                row.getInt("put_off_times"));
    }

    static ChunkId id(ResultSet row) throws SQLException {
        return new ChunkId(StoredId.job(row.getObject("job_id", UUID.class)), row.getInt("index"));
    }

    private static ChunkPlace place(ResultSet row) throws SQLException {
        return new ChunkPlace(
                row.getInt("index"), row.getLong("input_offset"), row.getLong("input_bytes"), row.getLong("first_line"),
                row.getInt("row_count"), lines(row.getArray("duplicate_lines")));
    }

    private static int[] lines(Array column) throws SQLException {
        return column == null ? NO_LINES : Stream.of((Integer[]) column.getArray()).mapToInt(Integer::intValue).toArray();
    }
}
