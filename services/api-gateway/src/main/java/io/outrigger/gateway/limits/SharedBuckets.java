package io.outrigger.gateway.limits;

import io.outrigger.redis.RedisLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
     * Takes from all buckets or from none; gives their debts before. For each key: the cost and the time of an empty bucket, of which no
     * debt is more than two, so that a clock that was set back locks nobody out for long.
     */
    private static final String TAKE = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local debts = {}
            local enough = true
            for i, key in ipairs(KEYS) do
              local debt = math.min(2 * ARGV[2 * i], math.max(0, (tonumber(redis.call('GET', key)) or 0) - now))
              debts[i] = debt
              if debt + ARGV[2 * i - 1] - ARGV[2 * i] > 0.001 then enough = false end
            end
            if enough then
              for i, key in ipairs(KEYS) do
                local debt = debts[i] + ARGV[2 * i - 1]
                if debt > 0 then redis.call('SET', key, string.format('%.3f', now + debt), 'PX', math.ceil(debt / 1000)) end
              end
            end
            for i, debt in ipairs(debts) do debts[i] = string.format('%.17g', debt) end
            return debts
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

    /** Takes what a request costs; empty where Redis does not say in time. */
    Optional<QuotaVerdict> take(List<Cost> costs) {
        List<Object> keys = new ArrayList<>();
        List<Object> numbers = new ArrayList<>();
        for (Cost cost : costs) {
            keys.add(KEYS + cost.bucket().key());
            numbers.add(text(cost.micros()));
            numbers.add(text(cost.bucket().fullMicros()));
        }
        return redis.<List<String>>ask(client -> client.getScript(StringCodec.INSTANCE).evalAsync(
                RScript.Mode.READ_WRITE, TAKE, RScript.ReturnType.LIST, keys, numbers.toArray())).map(debts -> {
                    Map<String, Double> debtOf = new HashMap<>();
                    for (int i = 0; i < costs.size(); i++) {
                        debtOf.put(costs.get(i).bucket().key(), Double.parseDouble(debts.get(i)));
                    }
                    return QuotaVerdict.of(costs, bucket -> debtOf.get(bucket.key()));
                });
    }

    /** Tells Redis what was granted without it; false where it does not answer. With nothing to tell it shows whether it does. */
    boolean owe(List<Owed> debts) {
        List<Object> keys = new ArrayList<>();
        List<Object> numbers = new ArrayList<>();
        for (Owed owed : debts) {
            keys.add(KEYS + owed.bucket().key());
            numbers.add(text(owed.baseMicros()));
            numbers.add(text(owed.addedMicros()));
        }
        return redis.<Long>ask(client -> client.getScript(StringCodec.INSTANCE).evalAsync(
                RScript.Mode.READ_WRITE, OWE, RScript.ReturnType.LONG, keys, numbers.toArray())).isPresent();
    }

    private static String text(double micros) {
        return String.format(Locale.ROOT, "%.17g", micros);
    }
}
