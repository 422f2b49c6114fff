package io.outrigger.metadata.keys;

import io.outrigger.database.SqlTime;
import io.outrigger.metadata.limits.AllowanceColumns;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Keys in the database, those that are over among them. */
public final class KeyStore {

    private static final UUID OLDEST = new UUID(0, 0);

    private static final String KEYS = """
            SELECT id, name, tenant, prefix, hash, previous_hash, previous_valid_until, scopes, models, requests_per_minute, burst,
                   rows_per_minute, created_at, created_by, expires_at, rotated_at, revoked_at, last_used_at, revision
              FROM api_keys""";

    /** How many keys live. */
    record Count(long ofTenant, long all) {
    }

    Optional<ApiKey> find(Handle handle, String id) {
        return KeyId.column(id).flatMap(column -> handle.createQuery(KEYS + " WHERE id = :id")
                .bind("id", column)
                .map((row, context) -> KeyRow.key(row))
                .findOne());
    }

    /** The next keys by id, of every tenant where none is named. */
    List<ApiKey> page(Handle handle, Optional<String> tenant, Optional<UUID> after, int size) {
        return handle.createQuery(KEYS + " WHERE id > :after" + (tenant.isPresent() ? " AND tenant = :tenant" : "")
                        + " ORDER BY id LIMIT :size")
                .bind("after", after.orElse(OLDEST))
                .bind("tenant", tenant.orElse(null))
                .bind("size", size)
                .map((row, context) -> KeyRow.key(row))
                .list();
    }

    /** Those that were written behind a revision, in the order of theirs. */
    public List<ApiKey> above(Handle handle, long revision) {
        return handle.createQuery(KEYS + " WHERE revision > :revision ORDER BY revision")
                .bind("revision", revision)
                .map((row, context) -> KeyRow.key(row))
                .list();
    }

    /** Whether a key has this hash or had it before its last rotation. */
    boolean isKnown(Handle handle, KeyHash hash) {
        return handle.createQuery("SELECT EXISTS (SELECT FROM api_keys WHERE hash = :hash OR previous_hash = :hash)")
                .bind("hash", hash.bytes())
                .mapTo(Boolean.class)
                .one();
    }

    Count living(Handle handle, String tenant, Instant now) {
        return handle.createQuery("""
                        SELECT count(*) FILTER (WHERE tenant = :tenant) AS of_tenant, count(*) AS of_all
                          FROM api_keys WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)""")
                .bind("tenant", tenant)
                .bind("now", SqlTime.of(now))
                .map((row, context) -> new Count(row.getLong("of_tenant"), row.getLong("of_all")))
                .one();
    }

    void insert(Handle handle, ApiKey key) {
        KeyTerms terms = key.terms();
        Update insert = handle.createUpdate("""
                        INSERT INTO api_keys (id, name, tenant, prefix, hash, scopes, models, requests_per_minute, burst, rows_per_minute,
                                              created_at, created_by, expires_at, revision)
                        VALUES (:id, :name, :tenant, :prefix, :hash, :scopes, :models, :requestsPerMinute, :burst, :rowsPerMinute,
                                :createdAt, :createdBy, :expiresAt, :revision)""")
                .bind("id", column(key))
                .bind("name", terms.name())
                .bind("tenant", terms.tenant())
                .bind("prefix", key.print().prefix())
                .bind("hash", key.print().hash().bytes())
                .bindArray("scopes", String.class, terms.scopes())
                .bind("createdAt", SqlTime.of(key.times().created()))
                .bind("createdBy", key.createdBy())
                .bind("expiresAt", SqlTime.of(terms.expiresAt()))
                .bind("revision", key.revision());
        terms.models().ifPresentOrElse(
                models -> insert.bindArray("models", String.class, models), () -> insert.bindNull("models", Types.ARRAY));
        AllowanceColumns.bind(insert, terms.allowance()).execute();
    }

    /** Writes what may change of a key; its last use is not of it. */
    void update(Handle handle, ApiKey key) {
        handle.createUpdate("""
                        UPDATE api_keys
                           SET prefix = :prefix, hash = :hash, previous_hash = :previousHash, previous_valid_until = :previousValidUntil,
                               rotated_at = :rotatedAt, revoked_at = :revokedAt, revision = :revision
                         WHERE id = :id""")
                .bind("id", column(key))
                .bind("prefix", key.print().prefix())
                .bind("hash", key.print().hash().bytes())
                .bind("previousHash", key.previous().map(previous -> previous.hash().bytes()).orElse(null))
                .bind("previousValidUntil", SqlTime.of(key.previous().map(ApiKey.Previous::validUntil)))
                .bind("rotatedAt", SqlTime.of(key.times().rotated()))
                .bind("revokedAt", SqlTime.of(key.times().revoked()))
                .bind("revision", key.revision())
                .execute();
    }

    private static UUID column(ApiKey key) {
        return KeyId.column(key.id()).orElseThrow(() -> new IllegalArgumentException("No id of a key: " + key.id()));
    }
}
