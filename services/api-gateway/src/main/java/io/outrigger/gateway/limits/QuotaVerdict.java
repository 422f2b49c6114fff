package io.outrigger.gateway.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What became of a request at its buckets: it goes only where each has enough, and takes from all or from none. */
record QuotaVerdict(List<Level> levels) {

    QuotaVerdict {
        levels = List.copyOf(levels);
    }

    /** Decides by the buckets' debts before the request. */
    static QuotaVerdict of(List<Cost> costs, ToDoubleFunction<TokenBucket> debtMicros) {
        List<Level> levels = new ArrayList<>();
        costs.forEach(cost -> levels.add(Level.of(cost, debtMicros.applyAsDouble(cost.bucket()))));
        if (levels.stream().allMatch(Level::enough)) {
            for (int i = 0; i < costs.size(); i++) {
                levels.set(i, levels.get(i).taken(costs.get(i)));
            }
        }
        return new QuotaVerdict(levels);
    }

    boolean passed() {
        return levels.stream().allMatch(Level::enough);
    }

    /** Buckets that had not enough. */
    List<Level> violated() {
        return levels.stream().filter(level -> !level.enough()).toList();
    }

    /** The time after which the request would pass if nobody else came. */
    Duration retryAfter() {
        return Duration.ofSeconds(violated().stream().map(Level::waitSeconds).max(Comparator.naturalOrder()).orElse(0L));
    }

    /** The header RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers): what is granted in a minute. */
    String policyHeader() {
        var text = new StringBuilder();
        for (Level level : levels) {
            begin(text, level).append(";q=").append(level.bucket().perMinute()).append(";w=60").append(unit(level.bucket()));
        }
        return text.toString();
    }

    /**
     * The header RateLimit: what is left, and until when. Of a refusal it has the policies that refused, each with the time of its
     * own, none of which is later than Retry-After.
     */
    String stateHeader() {
        boolean passed = passed();
        var text = new StringBuilder();
        for (Level level : passed ? levels : violated()) {
            begin(text, level).append(";r=").append(level.remaining())
                    .append(";t=").append(passed ? level.fullSeconds() : level.waitSeconds());
        }
        return text.toString();
    }

    private static StringBuilder begin(StringBuilder text, Level level) {
        return text.append(text.isEmpty() ? "" : ", ").append('"').append(level.bucket().name()).append('"');
    }

    Map<String, String> headers() {
        return levels.isEmpty() ? Map.of() : Map.of("RateLimit-Policy", policyHeader(), "RateLimit", stateHeader());
    }

    private static String unit(TokenBucket bucket) {
        return bucket.name().endsWith("-rows") ? ";qu=\"rows\"" : "";
    }
}
