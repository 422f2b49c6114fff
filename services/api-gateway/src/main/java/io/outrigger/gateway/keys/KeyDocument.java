package io.outrigger.gateway.keys;

import com.google.protobuf.Timestamp;
import io.outrigger.gateway.grants.LimitsJson;
import io.outrigger.proto.access.v1.Key;
import java.time.Instant;
import java.util.List;

/**
 * A key as it is answered; times in seconds since 1970.
 *
 * @param key itself, once, to whoever made it
 * @param models absent: every model
 */
record KeyDocument(
        String id, String object, String key, String prefix, String name, String tenant, String status, List<String> scopes,
        List<String> models, LimitsJson.Document limits, Long createdAt, String createdBy, Long expiresAt, Long rotatedAt,
        Long previousValidUntil, Long revokedAt, Long lastUsedAt) {

    static KeyDocument of(Key key, String secret, Instant now) {
        return new KeyDocument(key.getId(), "key", secret, key.getPrefix(), key.getName(), key.getTenant(), status(key, now),
                key.getScopesList(), key.hasModels() ? key.getModels().getNamesList() : null,
                key.hasLimits() ? LimitsJson.Document.of(key.getLimits()) : null, seconds(key.getCreatedAt()), key.getCreatedBy(),
                key.hasExpiresAt() ? seconds(key.getExpiresAt()) : null, key.hasRotatedAt() ? seconds(key.getRotatedAt()) : null,
                key.hasPreviousValidUntil() ? seconds(key.getPreviousValidUntil()) : null,
                key.hasRevokedAt() ? seconds(key.getRevokedAt()) : null, key.hasLastUsedAt() ? seconds(key.getLastUsedAt()) : null);
    }

    /** Without the key itself, as lists have it. */
    static KeyDocument of(Key key, Instant now) {
        return of(key, null, now);
    }

    private static String status(Key key, Instant now) {
        if (key.hasRevokedAt()) {
            return "revoked";
        }
        return key.hasExpiresAt() && now.getEpochSecond() >= key.getExpiresAt().getSeconds() ? "expired" : "active";
    }

    private static Long seconds(Timestamp timestamp) {
        return timestamp.getSeconds();
    }
}
