package io.outrigger.metadata.access;

import com.google.protobuf.ByteString;
import io.outrigger.metadata.keys.ApiKey;
import io.outrigger.metadata.keys.KeyHash;
import io.outrigger.metadata.keys.KeyPrint;
import io.outrigger.metadata.keys.KeyTerms;
import io.outrigger.metadata.keys.KeyUse;
import io.outrigger.metadata.keys.NewKey;
import io.outrigger.metadata.limits.Allowance;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.proto.access.v1.ModelNames;
import io.outrigger.proto.access.v1.ReportKeyUseRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keys to and from the wire. */
final class KeyMessages {

    private KeyMessages() {
    }

    static Key message(ApiKey key) {
        KeyTerms terms = key.terms();
        var message = Key.newBuilder()
                .setId(key.id())
                .setName(terms.name())
                .setTenant(terms.tenant())
                .setPrefix(key.print().prefix())
                .setHash(bytes(key.print().hash()))
                .addAllScopes(terms.scopes())
                .setCreatedAt(WireInstant.timestamp(key.times().created()))
                .setCreatedBy(key.createdBy())
                .setRevision(key.revision());
        key.previous().ifPresent(previous -> message.setPreviousHash(bytes(previous.hash()))
                .setPreviousValidUntil(WireInstant.timestamp(previous.validUntil())));
        terms.models().ifPresent(models -> message.setModels(ModelNames.newBuilder().addAllNames(models)));
        if (!terms.allowance().equals(Allowance.UNLIMITED)) {
            message.setLimits(LimitMessages.message(terms.allowance()));
        }
        terms.expiresAt().map(WireInstant::timestamp).ifPresent(message::setExpiresAt);
        key.times().rotated().map(WireInstant::timestamp).ifPresent(message::setRotatedAt);
        key.times().revoked().map(WireInstant::timestamp).ifPresent(message::setRevokedAt);
        key.times().lastUsed().map(WireInstant::timestamp).ifPresent(message::setLastUsedAt);
        return message.build();
    }

    static NewKey newKey(Key message) {
        Optional<List<String>> models = message.hasModels() ? Optional.of(message.getModels().getNamesList()) : Optional.empty();
        Optional<Instant> expiry =
                message.hasExpiresAt() ? Optional.of(WireInstant.instant("expires_at", message.getExpiresAt())) : Optional.empty();
        var terms = new KeyTerms(message.getName(), message.getTenant(), message.getScopesList(), models,
                LimitMessages.allowance(message.getLimits()), expiry);
        return new NewKey(terms, print(message.getPrefix(), message.getHash()), message.getCreatedBy());
    }

    static KeyPrint print(String prefix, ByteString hash) {
        return new KeyPrint(prefix, KeyHash.of(hash.toByteArray()));
    }

    static KeyUse use(ReportKeyUseRequest.Use message) {
        return new KeyUse(message.getId(), WireInstant.instant("at", message.getAt()));
    }

    private static ByteString bytes(KeyHash hash) {
        return ByteString.copyFrom(hash.bytes());
    }
}
