package io.outrigger.gateway.grants;

import com.google.protobuf.ByteString;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.proto.access.v1.Limit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Keys and limits of one registry; one thread changes them, and any may read. */
final class Grants {

    private final Map<String, GrantedKey> keys = new ConcurrentHashMap<>();
    private final Map<ByteString, String> idsByHash = new ConcurrentHashMap<>();
    private final Map<String, LimitSet> tenants = new ConcurrentHashMap<>();
    private final Map<String, LimitSet> models = new ConcurrentHashMap<>();

    void put(Key key) {
        GrantedKey granted = GrantedKey.of(key);
        GrantedKey before = keys.put(granted.id(), granted);
        idsByHash.put(granted.hash(), granted.id());
        if (!granted.previousHash().isEmpty()) {
            idsByHash.put(granted.previousHash(), granted.id());
        }
        if (before != null) {
            forget(before.hash(), granted);
            forget(before.previousHash(), granted);
        }
    }

    private void forget(ByteString hash, GrantedKey now) {
        if (!hash.equals(now.hash()) && !hash.equals(now.previousHash())) {
            idsByHash.remove(hash);
        }
    }

    void put(Limit limit) {
        Map<String, LimitSet> kind = limit.getLimited().hasTenant() ? tenants : models;
        String name = limit.getLimited().hasTenant() ? limit.getLimited().getTenant() : limit.getLimited().getModel();
        if (limit.getDeleted()) {
            kind.remove(name);
        } else {
            kind.put(name, LimitSet.of(limit.getLimits()));
        }
    }

    Optional<GrantedKey> keyOfHash(ByteString hash) {
        return Optional.ofNullable(idsByHash.get(hash)).map(keys::get);
    }

    Optional<GrantedKey> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    LimitSet tenant(String name) {
        return tenants.getOrDefault(name, LimitSet.NONE);
    }

    LimitSet model(String name) {
        return models.getOrDefault(name, LimitSet.NONE);
    }
}
