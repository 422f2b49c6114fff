package io.outrigger.gateway.grants;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.outrigger.chassis.security.Principal;
import io.outrigger.proto.access.v1.Key;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A key as requests are checked against it.
 *
 * @param hash of the key, as {@code ApiKeyHasher} makes it
 * @param previousHash of the one before the last rotation, good until then
 */
public record GrantedKey(
        String id, ByteString hash, ByteString previousHash, Instant previousValidUntil, Optional<Instant> expiresAt, boolean revoked,
        LimitSet limits, Principal principal) {

    static GrantedKey of(Key key) {
        Optional<Set<String>> models = key.hasModels() ? Optional.of(Set.copyOf(key.getModels().getNamesList())) : Optional.empty();
        return new GrantedKey(key.getId(), key.getHash(), key.getPreviousHash(), instant(key.getPreviousValidUntil()),
                key.hasExpiresAt() ? Optional.of(instant(key.getExpiresAt())) : Optional.empty(), key.hasRevokedAt(),
                LimitSet.of(key.getLimits()),
                Principal.ofKey(key.getId(), key.getTenant(), Set.copyOf(key.getScopesList()), models));
    }

    private static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }
}
