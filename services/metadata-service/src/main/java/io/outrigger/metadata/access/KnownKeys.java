package io.outrigger.metadata.access;

import io.outrigger.chassis.keys.ApiKeys;
import io.outrigger.chassis.keys.HeldKey;
import io.outrigger.chassis.keys.KeyUses;
import io.outrigger.chassis.security.Principal;
import io.outrigger.metadata.keys.ApiKey;
import io.outrigger.metadata.keys.KeyUse;
import io.outrigger.metadata.keys.Keys;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The registry's own keys by their hashes, for those who call it with one. */
public final class KnownKeys implements ApiKeys, AutoCloseable {

    private final KeyUses uses;
    private volatile Map<String, HeldKey> byHash = Map.of();

    private KnownKeys(Keys keys) {
        this.uses = KeyUses.start(told ->
                keys.used(told.entrySet().stream().map(use -> new KeyUse(use.getKey(), use.getValue())).toList()));
    }

    static KnownKeys of(Keys keys) {
        return new KnownKeys(keys);
    }

    /** Takes what there is now. */
    void put(List<Entry> entries) {
        Map<String, HeldKey> next = new HashMap<>();
        for (Entry entry : entries) {
            if (entry instanceof Entry.OfKey(ApiKey key)) {
                next.put(key.print().hash().digits(), held(key, Optional.empty()));
                key.previous().ifPresent(last -> next.put(last.hash().digits(), held(key, Optional.of(last.validUntil()))));
            }
        }
        byHash = next;
    }

    private static HeldKey held(ApiKey key, Optional<Instant> goodUntil) {
        Optional<Set<String>> models = key.terms().models().map(HashSet::new);
        Principal principal = Principal.ofKey(key.id(), key.terms().tenant(), Set.copyOf(key.terms().scopes()), models);
        return new HeldKey(key.id(), principal, key.isRevoked(), key.terms().expiresAt(), goodUntil);
    }

    @Override
    public Optional<HeldKey> find(String hash) {
        return Optional.ofNullable(byHash.get(hash));
    }

    @Override
    public void used(String id, Instant at) {
        uses.used(id, at);
    }

    @Override
    public void close() {
        uses.close();
    }
}
