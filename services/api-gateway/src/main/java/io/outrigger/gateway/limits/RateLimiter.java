package io.outrigger.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.redis.RedisConfig;
import io.outrigger.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a request is within what is granted: by the buckets that all gateways share, and by its share of them while Redis
 * does not answer.
 *
 * <p>Redis has one short wait, of one request; from then on requests are decided here, until it answers again. Then it is told what was
 * granted meanwhile, and for a moment a request must pass at both, since not every gateway has told yet.
 */
public final class RateLimiter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RateLimiter.class);
    private static final Duration ASKED_AGAIN_EVERY = Duration.ofMillis(200);
    private static final Duration SETTLING = Duration.ofSeconds(2);
    /** How long a gateway that starts waits for Redis before it goes by its own count. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(3);
    private static final int TOLD_AT_ONCE = 200;
    private static final int REFUSALS_MAX = 10_000;

    /** Who decides. */
    private enum Mode {
        TOGETHER, ALONE, SETTLING
    }

    /** A bucket that had not enough for so many units, and when it will have. */
    private record Refusal(TokenBucket bucket, long units, double untilMicros) {
    }

    private final Optional<RedisLink> redis;
    private final Optional<SharedBuckets> shared;
    private final LocalBuckets local;
    private final LongSupplier nanoTime;
    private final double startedMicros;
    private final Cache<String, Refusal> refusals = Caffeine.newBuilder().maximumSize(REFUSALS_MAX).build();
    private final Optional<BackgroundLoop> asking;
    private final Counter together;
    private final Counter alone;
    private volatile Mode mode;
    private volatile double aloneSinceMicros;
    private volatile double settledAtMicros;

    private RateLimiter(LimitsConfig config, MeterRegistry meters, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startedMicros = nowMicros();
        this.local = new LocalBuckets(config.gateways(), startedMicros);
        this.redis = config.redis().map(server -> RedisLink.open(
                new RedisConfig(server, config.timeout(), ASKED_AGAIN_EVERY), "each gateway grants its share of the limits"));
        this.shared = redis.map(SharedBuckets::new);
        this.mode = Mode.ALONE;
        this.aloneSinceMicros = shared.isPresent() ? startedMicros : Double.NEGATIVE_INFINITY;
        this.together = decisions(meters, "redis");
        this.alone = decisions(meters, "gateway");
        Gauge.builder("rate_limit_alone", () -> mode == Mode.ALONE && shared.isPresent() ? 1 : 0)
                .description("1 while Redis does not answer and the gateway grants its share").register(meters);
        this.asking = shared.map(buckets ->
                BackgroundLoop.every("asking whether Redis answers", ASKED_AGAIN_EVERY, () -> askAgain(buckets)));
    }

    public static RateLimiter start(LimitsConfig config, MeterRegistry meters, LongSupplier nanoTime) {
        return new RateLimiter(config, meters, nanoTime);
    }

    private static Counter decisions(MeterRegistry meters, String by) {
        return Counter.builder("rate_limit_decisions").description("Requests that were held against limits, by whose count")
                .tag("by", by).register(meters);
    }

    /** A gateway begins with the common count; where Redis is away it begins without it a little later. */
    public Optional<String> notReadyReason() {
        boolean waits = shared.isPresent() && mode == Mode.ALONE && aloneSinceMicros == startedMicros
                && nowMicros() - startedMicros < START_PATIENCE.toNanos() / 1e3;
        return waits ? Optional.of("Redis, where limits are counted, has not been reached yet") : Optional.empty();
    }

    /** Takes what a request costs, where each bucket has it. */
    QuotaVerdict decide(List<Cost> costs) {
        if (costs.isEmpty()) {
            return new QuotaVerdict(List.of());
        }
        Optional<QuotaVerdict> refused = knownRefusal(costs);
        QuotaVerdict verdict = refused.orElseGet(() -> ask(costs));
        if (refused.isEmpty()) {
            remember(costs, verdict);
        }
        return verdict;
    }

    /** Whether these are known to have not enough; takes nothing. */
    Optional<QuotaVerdict> knownRefusal(List<Cost> costs) {
        double now = nowMicros();
        List<Level> levels = costs.stream().flatMap(cost -> Optional.ofNullable(refusals.getIfPresent(cost.bucket().key()))
                .filter(known -> known.bucket().equals(cost.bucket()) && cost.units() >= known.units() && now < known.untilMicros())
                .map(known -> new Level(cost.bucket(), false, cost.bucket().fullMicros(), known.untilMicros() - now,
                        cost.unitMicros())).stream()).toList();
        return levels.isEmpty() ? Optional.empty() : Optional.of(new QuotaVerdict(levels));
    }

    private void remember(List<Cost> costs, QuotaVerdict verdict) {
        for (int i = 0; i < costs.size(); i++) {
            Level level = verdict.levels().get(i);
            if (!level.enough()) {
                refusals.put(level.bucket().key(), new Refusal(level.bucket(), costs.get(i).units(), nowMicros() + level.waitMicros()));
            }
        }
    }

    private QuotaVerdict ask(List<Cost> costs) {
        Mode asked = mode;
        if (asked == Mode.ALONE) {
            return alone(costs);
        }
        if (asked == Mode.SETTLING) {
            QuotaVerdict own = local.decide(costs, nowMicros(), aloneSinceMicros, false);
            if (!own.passed()) {
                alone.increment();
                return own;
            }
        }
        Optional<QuotaVerdict> common = shared.orElseThrow().take(costs);
        if (common.isEmpty()) {
            goAlone();
            return alone(costs);
        }
        together.increment();
        if (asked == Mode.SETTLING) {
            local.decide(costs, nowMicros(), aloneSinceMicros, common.get().passed());
        } else {
            local.hear(common.get(), nowMicros());
        }
        return common.get();
    }

    private QuotaVerdict alone(List<Cost> costs) {
        alone.increment();
        return local.decide(costs, nowMicros(), aloneSinceMicros, true);
    }

    private synchronized void goAlone() {
        if (mode != Mode.ALONE) {
            aloneSinceMicros = nowMicros();
            mode = Mode.ALONE;
            LOG.warn("Redis does not answer in time: limits are held here, by this gateway's share of them");
        }
    }

    private void askAgain(SharedBuckets buckets) {
        switch (mode) {
            case ALONE -> comeBack(buckets);
            case SETTLING -> settle();
            case TOGETHER -> { }
        }
    }

    private void comeBack(SharedBuckets buckets) {
        List<SharedBuckets.Owed> owed = local.owed(nowMicros());
        for (int i = 0; i < owed.size() || i == 0; i += TOLD_AT_ONCE) {
            if (!buckets.owe(owed.subList(i, Math.min(owed.size(), i + TOLD_AT_ONCE)))) {
                return;
            }
        }
        local.told();
        synchronized (this) {
            settledAtMicros = nowMicros() + SETTLING.toNanos() / 1e3;
            // Of a gateway that has granted nothing alone there is nothing to settle.
            mode = owed.isEmpty() && aloneSinceMicros == startedMicros ? Mode.TOGETHER : Mode.SETTLING;
        }
        LOG.info("limits are counted together in Redis again; it was told of {} that were used meanwhile", owed.size());
    }

    private synchronized void settle() {
        if (mode == Mode.SETTLING && nowMicros() >= settledAtMicros) {
            mode = Mode.TOGETHER;
        }
    }

    private double nowMicros() {
        return nanoTime.getAsLong() / 1e3;
    }

    @Override
    public void close() {
        asking.ifPresent(BackgroundLoop::close);
        redis.ifPresent(RedisLink::close);
    }
}
