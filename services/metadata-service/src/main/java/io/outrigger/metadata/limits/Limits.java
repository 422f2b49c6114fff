package io.outrigger.metadata.limits;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.storage.AccessTransaction;
import io.outrigger.metadata.storage.RegistryDatabase;
import io.outrigger.registry.Names;
import java.util.List;
import java.util.Optional;

/** The limits of tenants and models. */
public final class Limits {

    /** All of them fit in one message, whatever tenants are called. */
    static final int LIMITS_MAX = 5_000;

    private final RegistryDatabase database;
    private final LimitStore store;

    public Limits(RegistryDatabase database, LimitStore store) {
        this.database = database;
        this.store = store;
    }

    /**
     * A limit before and after a write.
     *
     * @param before empty where there was none
     */
    public record Change(Optional<Limit> before, Limit after) {
    }

    public List<Limit> all() {
        return database.read(store::living);
    }

    /** Sets a limit; the same again changes nothing. */
    public Change put(Limited limited, Allowance allowance) {
        check(limited);
        if (allowance.checked().equals(Allowance.UNLIMITED)) {
            throw new ServiceException(ErrorCode.MISSING_FIELD,
                    "A limit has 'requests_per_minute' or 'rows_per_minute'; both are missing. Delete it where there is to be none.");
        }
        return database.writeAccess(transaction -> {
            Optional<Limit> before = store.find(transaction.handle(), limited);
            if (before.filter(limit -> limit.allowance().equals(allowance)).isPresent()) {
                return new Change(before, before.get());
            }
            if (before.isEmpty() && store.count(transaction.handle()) >= LIMITS_MAX) {
                throw new ServiceException(ErrorCode.CONFLICT, "The registry is full: it holds " + LIMITS_MAX + " limits.");
            }
            return new Change(before, write(transaction, limited, allowance, false));
        });
    }

    /** Takes a limit away, and gives what it was; empty where there was none. */
    public Optional<Limit> delete(Limited limited) {
        check(limited);
        return database.writeAccess(transaction -> {
            Optional<Limit> before = store.find(transaction.handle(), limited);
            before.ifPresent(limit -> write(transaction, limited, limit.allowance(), true));
            return before;
        });
    }

    private Limit write(AccessTransaction transaction, Limited limited, Allowance allowance, boolean deleted) {
        var limit = new Limit(limited, allowance, transaction.nextRevision(), deleted);
        store.put(transaction.handle(), limit);
        return limit;
    }

    private static void check(Limited limited) {
        switch (limited.kind()) {
            case TENANT -> TenantName.checked(limited.name());
            case MODEL -> Names.model(limited.name());
        }
    }
}
