package io.outrigger.batchworker.store;

import io.outrigger.database.SqlTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Uploaded files; their bytes are objects, which are to be deleted behind the commit that deletes the row. */
public final class FileStore {

    private static final UUID NEWEST = new UUID(-1, -1);

    private static final String FILES = "SELECT id, tenant, filename, purpose, bytes, sha256, created_at, expires_at FROM files";

    /** A job of a job's failed rows reads the file of that one. */
    private static final String IN_USE = """
            (EXISTS (SELECT FROM jobs j WHERE j.input_file = f.id AND j.ended_at IS NULL)
             OR EXISTS (SELECT FROM jobs j JOIN jobs child ON child.parent = j.id AND NOT child.cut AND child.ended_at IS NULL
                         WHERE j.input_file = f.id))""";

    public void insert(Handle handle, StoredFile file) {
        handle.createUpdate("""
                        INSERT INTO files (id, tenant, filename, purpose, bytes, sha256, created_at, expires_at)
                        VALUES (:id, :tenant, :filename, :purpose, :bytes, :sha256, :createdAt, :expiresAt)""")
                .bind("id", StoredId.file(file.id()))
                .bind("tenant", CallerText.checked("tenant", file.tenant()))
                .bind("filename", CallerText.checked("filename", file.filename()))
                .bind("purpose", CallerText.checked("purpose", file.purpose()))
                .bind("bytes", file.bytes())
                .bind("sha256", file.sha256())
                .bind("createdAt", SqlTime.of(file.createdAt()))
                .bind("expiresAt", SqlTime.of(file.expiresAt()))
                .execute();
    }

    public Optional<StoredFile> find(Handle handle, String tenant, String id) {
        return find(handle, tenant, id, "");
    }

    /** A file that is not deleted before the end of the transaction, which may make a job that reads it. */
    public Optional<StoredFile> hold(Handle handle, String tenant, String id) {
        return find(handle, tenant, id, " FOR KEY SHARE");
    }

    private static Optional<StoredFile> find(Handle handle, String tenant, String id, String lock) {
        return StoredId.ofFile(id).flatMap(column -> handle.createQuery(FILES + " WHERE id = :id AND tenant = :tenant" + lock)
                .bind("id", column)
                .bind("tenant", tenant)
                .map((row, context) -> file(row))
                .findOne());
    }

    /**
     * The next files, the newest first.
     *
     * @param after the id of the last one that was seen; it need not be there any more
     */
    public List<StoredFile> list(Handle handle, String tenant, Optional<String> purpose, Optional<String> after, int limit) {
        return handle.createQuery(FILES + " WHERE tenant = :tenant AND id < :after" + (purpose.isPresent() ? " AND purpose = :purpose" : "")
                        + " ORDER BY id DESC LIMIT :limit")
                .bind("tenant", tenant)
                .bind("purpose", CallerText.checked("purpose", purpose.orElse(null)))
                .bind("after", after.flatMap(StoredId::ofFile).orElse(NEWEST))
                .bind("limit", limit)
                .map((row, context) -> file(row))
                .list();
    }

    public FileDeletion delete(Handle handle, String tenant, String id) {
        Optional<UUID> column = StoredId.ofFile(id);
        // Waits for those that hold it, so that the next statement sees the jobs that they have made.
        if (column.isEmpty() || find(handle, tenant, id, " FOR UPDATE").isEmpty()) {
            return FileDeletion.UNKNOWN;
        }
        int deleted = handle.createUpdate("DELETE FROM files f WHERE id = :id AND NOT " + IN_USE).bind("id", column.get()).execute();
        return deleted > 0 ? FileDeletion.DELETED : FileDeletion.IN_USE;
    }

    /** Those of the ids that are files', whoever's. */
    public Set<String> known(Handle handle, List<String> ids) {
        return handle.createQuery("SELECT id FROM files WHERE id = ANY(:ids)")
                .bindArray("ids", UUID.class, ids.stream().map(StoredId::ofFile).flatMap(Optional::stream).toList())
                .map((row, context) -> StoredId.file(row.getObject("id", UUID.class)))
                .collect(Collectors.toSet());
    }

    /** Deletes files whose time is over and that nobody reads; gives their ids. */
    public List<String> expire(Handle handle, Instant now, int limit) {
        List<UUID> over = handle.createQuery("SELECT id FROM files f WHERE expires_at <= :now AND NOT " + IN_USE
                        + " ORDER BY expires_at LIMIT :limit FOR UPDATE SKIP LOCKED")
                .bind("now", SqlTime.of(now))
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
        return handle.createQuery("DELETE FROM files f WHERE id = ANY(:ids) AND NOT " + IN_USE + " RETURNING id")
                .bindArray("ids", UUID.class, over)
                .map((row, context) -> StoredId.file(row.getObject("id", UUID.class)))
                .list();
    }

    private static StoredFile file(ResultSet row) throws SQLException {
        return new StoredFile(
                StoredId.file(row.getObject("id", UUID.class)), row.getString("tenant"), row.getString("filename"),
                row.getString("purpose"), row.getLong("bytes"), row.getString("sha256"), SqlTime.required(row, "created_at"),
                SqlTime.optional(row, "expires_at"));
    }
}
