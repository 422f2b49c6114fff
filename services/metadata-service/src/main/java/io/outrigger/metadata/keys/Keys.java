package io.outrigger.metadata.keys;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.storage.AccessTransaction;
import io.outrigger.metadata.storage.RegistryDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The keys of all tenants: made, listed, rotated and revoked. */
public final class Keys {

    static final int KEYS_OF_TENANT_MAX = 10_000;
    /** Every gateway has all of them in memory. */
    static final int KEYS_MAX = 100_000;
    static final int USES_MAX = 1_000;

    private final RegistryDatabase database;
    private final KeyStore store;
    private final InstantSource clock;

    public Keys(RegistryDatabase database, KeyStore store, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.clock = clock;
    }

    /** A key before and after a write; the same where nothing had to be written. */
    public record Change(ApiKey before, ApiKey after) {
    }

    /** Makes a key. */
    public ApiKey create(NewKey wanted) {
        Instant now = now();
        NewKey key = KeyRules.checked(wanted, now);
        return database.writeAccess(transaction -> {
            requireUnknown(transaction, key.print().hash());
            requireRoom(store.living(transaction.handle(), key.terms().tenant(), now));
            ApiKey made = ApiKey.of(KeyId.next(now), key, now, transaction.nextRevision());
            store.insert(transaction.handle(), made);
            return made;
        });
    }

    /**
     * The next keys by id, those that are over among them.
     *
     * @param tenant whose; empty for every tenant's
     * @param after the id of the last one that was seen, which need not be there any more; empty at the start
     */
    public List<ApiKey> page(String tenant, String after, int size) {
        Optional<UUID> column = KeyId.column(after);
        if (column.isEmpty() && !after.isEmpty()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Field 'after' must be the id of a key; found " + Quote.of(after) + ".");
        }
        return database.read(handle -> store.page(handle, Optional.of(tenant).filter(name -> !name.isEmpty()), column, size));
    }

    /**
     * Gives a key another print. The one that it has is good for the overlap; one that was good from before that ends now.
     *
     * @throws ServiceException KEY_NOT_FOUND; CONFLICT where the key is over or the hash is a key's
     */
    public Change rotate(String id, KeyPrint next, long overlapS) {
        Duration overlap = KeyRules.overlap(overlapS);
        KeyRules.checkPrint(next);
        return database.writeAccess(transaction -> {
            ApiKey before = find(transaction, id);
            Instant now = now();
            requireLiving(before, now);
            requireUnknown(transaction, next.hash());
            return written(transaction, before, before.rotated(next, now, now.plus(overlap), transaction.nextRevision()));
        });
    }

    /** Ends a key for good; of one that was revoked before nothing changes. */
    public Change revoke(String id) {
        return database.writeAccess(transaction -> {
            ApiKey before = find(transaction, id);
            return before.isRevoked() ? new Change(before, before)
                    : written(transaction, before, before.revoked(now(), transaction.nextRevision()));
        });
    }

    /** Notes that keys were used. A time that is yet to come, by the clock of whoever tells it, counts as now. */
    public void used(List<KeyUse> uses) {
        if (uses.size() > USES_MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Up to " + USES_MAX + " uses may be reported at once; found " + uses.size() + ".");
        }
        Instant now = now();
        List<KeyUse> past = uses.stream().map(use -> use.at().isAfter(now) ? new KeyUse(use.id(), now) : use).toList();
        database.writeUnnumbered(handle -> {
            KeyUseStore.note(handle, past);
            return past;
        });
    }

    private Change written(AccessTransaction transaction, ApiKey before, ApiKey after) {
        store.update(transaction.handle(), after);
        return new Change(before, after);
    }

    private ApiKey find(AccessTransaction transaction, String id) {
        return store.find(transaction.handle(), id)
                .orElseThrow(() -> new ServiceException(ErrorCode.KEY_NOT_FOUND, "There is no key " + Quote.of(id) + "."));
    }

    private void requireUnknown(AccessTransaction transaction, KeyHash hash) {
        if (store.isKnown(transaction.handle(), hash)) {
            throw new ServiceException(ErrorCode.CONFLICT, "There is a key of this hash already; make another one.");
        }
    }

    private static void requireRoom(KeyStore.Count living) {
        if (living.ofTenant() >= KEYS_OF_TENANT_MAX) {
            throw new ServiceException(ErrorCode.IN_USE,
                    "The tenant has " + KEYS_OF_TENANT_MAX + " keys, as many as it may have; revoke those that are not needed.");
        }
        if (living.all() >= KEYS_MAX) {
            throw new ServiceException(ErrorCode.IN_USE, "The registry is full: it holds " + KEYS_MAX + " keys that are good.");
        }
    }

    private static void requireLiving(ApiKey key, Instant now) {
        if (key.isRevoked()) {
            throw new ServiceException(ErrorCode.CONFLICT, "The key " + key.id() + " was revoked at " + key.times().revoked().orElseThrow()
                    + "; it stays so. Make another key.");
        }
        if (key.hasExpired(now)) {
            throw new ServiceException(ErrorCode.CONFLICT, "The key " + key.id() + " expired at " + key.terms().expiresAt().orElseThrow()
                    + "; it stays so. Make another key.");
        }
    }

    private Instant now() {
        return KeyRules.stored(clock.instant());
    }
}
