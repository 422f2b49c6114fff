package io.outrigger.gateway.limits;

import io.outrigger.chassis.security.Principal;
import io.outrigger.gateway.grants.GrantedKey;
import io.outrigger.gateway.grants.GrantsView;
import io.outrigger.gateway.grants.LimitSet;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Which buckets a request takes from: its caller's, its tenant's and its model's, for requests and for rows, where they are limited. */
final class LimitBook {

    private final LimitSet standard;
    private final GrantsView grants;

    /** @param standard of callers that have no limits of their own */
    LimitBook(LimitSet standard, GrantsView grants) {
        this.standard = standard;
        this.grants = grants;
    }

    /**
     * What a request costs.
     *
     * @param model empty where it is about none
     * @param rows 0 where it has none
     */
    List<Cost> costs(Principal caller, String model, long requests, long rows) {
        List<Cost> costs = new ArrayList<>();
        LimitSet own = caller.keyId().flatMap(grants::key).map(GrantedKey::limits).orElse(LimitSet.NONE).or(standard);
        String who = caller.keyId().map(id -> "key:" + id).orElseGet(
                () -> "token:" + length(caller.tenant()) + caller.tenant() + ":" + caller.subject());
        add(costs, "caller", who, own, requests, rows);
        add(costs, "tenant", "tenant:" + caller.tenant(), grants.tenant(caller.tenant()), requests, rows);
        if (!model.isEmpty()) {
            add(costs, "model", "model:" + model, grants.model(model), requests, rows);
        }
        return costs;
    }

    /** Before a name that may hold colons, so that two pairs of names are never one text. */
    private static String length(String text) {
        return text.length() + ":";
    }

    private static void add(List<Cost> costs, String name, String key, LimitSet limits, long requests, long rows) {
        OptionalLong perMinute = limits.requestsPerMinute();
        if (perMinute.isPresent() && requests > 0) {
            costs.add(new Cost(new TokenBucket(name, key + ":requests", perMinute.getAsLong(),
                    limits.burst().orElse(perMinute.getAsLong())), requests));
        }
        if (limits.rowsPerMinute().isPresent() && rows > 0) {
            long rowsPerMinute = limits.rowsPerMinute().getAsLong();
            costs.add(new Cost(new TokenBucket(name + "-rows", key + ":rows", rowsPerMinute, rowsPerMinute), rows));
        }
    }
}
