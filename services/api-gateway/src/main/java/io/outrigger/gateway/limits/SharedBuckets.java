package io.outrigger.gateway.limits;

import io.outrigger.chassis.background.GroupedWrites;
import io.outrigger.redis.RedisLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;

/**
 * Buckets in Redis, by Redis' own clock. Under a bucket's key is the time, in microseconds since 1970, at which it will be full; a key
 * goes by itself when it is.
 */
final class SharedBuckets {

    /**
     * Takes what several requests cost, one after the other, each from all of its buckets or from none; gives the debts that each found.
     * For each request: how many buckets it has, and of each the cost and the time of an empty bucket, of which no debt is more than two,
     * so that a clock that was set back locks nobody out for long.
     */
    private static final String TAKE = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local found = {}
            local key = 1
            local at = 1
            while at <= #ARGV do
              local first, last = key, key + ARGV[at] - 1
              local enough = true
              for i = first, last do
                local cost, full = ARGV[at + 2 * (i - first) + 1], ARGV[at + 2 * (i - first) + 2]
                local debt = math.min(2 * full, math.max(0, (tonumber(redis.call('GET', KEYS[i])) or 0) - now))
                found[i] = debt
                if debt + cost - full > 0.001 then enough = false end
              end
              if enough then
                for i = first, last do
                  local debt = found[i] + ARGV[at + 2 * (i - first) + 1]
                  if debt > 0 then redis.call('SET', KEYS[i], string.format('%.3f', now + debt), 'PX', math.ceil(debt / 1000)) end
                end
              end
              at = at + 1 + 2 * (last - first + 1)
              key = last + 1
            end
            for i, debt in ipairs(found) do found[i] = string.format('%.17g', debt) end
            return found
            """;

    /** Adds debts that were made elsewhere. For each key: the debt that there was before at least, and the one to be added. */
    private static final String OWE = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            for i, key in ipairs(KEYS) do
              local debt = math.max((tonumber(redis.call('GET', key)) or 0) - now, ARGV[2 * i - 1]) + ARGV[2 * i]
              if debt > 0 then redis.call('SET', key, string.format('%.3f', now + debt), 'PX', math.ceil(debt / 1000)) end
            end
            return #KEYS
            """;

    /** All in one slot, since a script of a cluster may touch one only. */
    private static final String KEYS = "{outrigger:limits}:";

    private final RedisLink redis;
    private final GroupedWrites<Take> takes = new GroupedWrites<>(this::takeTogether, take -> takeTogether(List.of(take)));

    SharedBuckets(RedisLink redis) {
        this.redis = redis;
    }

    /**
     * What was made here of a bucket while Redis was away.
     *
     * @param baseMicros debt that was known before, as far as it is left
     * @param addedMicros of the whole bucket's
     */
    record Owed(TokenBucket bucket, double baseMicros, double addedMicros) {
    }

    /** One request that is to take. */
    private static final class Take {

        private final List<Cost> costs;
        private Optional<QuotaVerdict> verdict = Optional.empty();

        Take(List<Cost> costs) {
            this.costs = costs;
        }
    }

    /** Takes what a request costs, in one question with others that came while Redis was asked; empty where it does not say in time. */
    Optional<QuotaVerdict> take(List<Cost> costs) {
        var take = new Take(costs);
        takes.write(take);
        return take.verdict;
    }

    private void takeTogether(List<Take> some) {
        List<Object> keys = new ArrayList<>();
        List<Object> numbers = new ArrayList<>();
        for (Take take : some) {
            numbers.add(Integer.toString(take.costs.size()));
            for (Cost cost : take.costs) {
                keys.add(KEYS + cost.bucket().key());
                numbers.add(Double.toString(cost.micros()));
                numbers.add(Double.toString(cost.bucket().fullMicros()));
            }
        }
        Optional<List<String>> debts = redis.ask(client -> client.getScript(StringCodec.INSTANCE).evalAsync(
                RScript.Mode.READ_WRITE, TAKE, RScript.ReturnType.LIST, keys, numbers.toArray()));
        if (debts.isPresent()) {
            Iterator<String> next = debts.get().iterator();
            for (Take take : some) {
                Map<TokenBucket, Double> found = new HashMap<>();
                take.costs.forEach(cost -> found.put(cost.bucket(), Double.parseDouble(next.next())));
                take.verdict = Optional.of(QuotaVerdict.of(take.costs, found::get));
            }
        }
    }

    /** Tells Redis what was granted without it; false where it does not answer. With nothing to tell it shows whether it does. */
    boolean owe(List<Owed> debts) {
        List<Object> keys = new ArrayList<>();
        List<Object> numbers = new ArrayList<>();
        for (Owed owed : debts) {
            keys.add(KEYS + owed.bucket().key());
            numbers.add(Double.toString(owed.baseMicros()));
            numbers.add(Double.toString(owed.addedMicros()));
        }
        return redis.<Long>ask(client -> client.getScript(StringCodec.INSTANCE).evalAsync(
                RScript.Mode.READ_WRITE, OWE, RScript.ReturnType.LONG, keys, numbers.toArray())).isPresent();
    }
}
