package io.outrigger.metadata.limits;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Limits in the database, those that are deleted among them. */
public final class LimitStore {

    private static final String LIMITS = "SELECT kind, name, requests_per_minute, burst, rows_per_minute, revision, deleted FROM limits";

    /** Those that there are: models', then tenants', by name. */
    List<Limit> living(Handle handle) {
        return handle.createQuery(LIMITS + " WHERE NOT deleted ORDER BY kind, name").map((row, context) -> limit(row)).list();
    }

    Optional<Limit> find(Handle handle, Limited limited) {
        return handle.createQuery(LIMITS + " WHERE kind = :kind AND name = :name AND NOT deleted")
                .bind("kind", limited.kind().text())
                .bind("name", limited.name())
                .map((row, context) -> limit(row))
                .findOne();
    }

    long count(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM limits WHERE NOT deleted").mapTo(Long.class).one();
    }

    /** Those that were written behind a revision, in the order of theirs. */
    public List<Limit> above(Handle handle, long revision) {
        return handle.createQuery(LIMITS + " WHERE revision > :revision ORDER BY revision")
                .bind("revision", revision)
                .map((row, context) -> limit(row))
                .list();
    }

    void put(Handle handle, Limit limit) {
        AllowanceColumns.bind(handle.createUpdate("""
                        INSERT INTO limits (kind, name, requests_per_minute, burst, rows_per_minute, revision, deleted)
                        VALUES (:kind, :name, :requestsPerMinute, :burst, :rowsPerMinute, :revision, :deleted)
                        ON CONFLICT (kind, name) DO UPDATE
                        SET requests_per_minute = :requestsPerMinute, burst = :burst, rows_per_minute = :rowsPerMinute,
                            revision = :revision, deleted = :deleted"""), limit.allowance())
                .bind("kind", limit.limited().kind().text())
                .bind("name", limit.limited().name())
                .bind("revision", limit.revision())
                .bind("deleted", limit.deleted())
                .execute();
    }

    private static Limit limit(ResultSet row) throws SQLException {
        var kind = Limited.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
        return new Limit(new Limited(kind, row.getString("name")), AllowanceColumns.read(row), row.getLong("revision"),
                row.getBoolean("deleted"));
    }
}
