package io.outrigger.gateway.limits;

import io.grpc.Context;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one caller's request, or the messages of one stream, are held against. An inference is counted where its model and rows are
 * known; whatever ends without having been counted is counted at its end.
 */
public final class Quota {

    static final Context.Key<Quota> KEY = Context.key("outrigger-quota");

    private final Principal caller;
    private final LimitBook book;
    private final RateLimiter limiter;
    private volatile boolean counted;
    private volatile QuotaVerdict last = new QuotaVerdict(List.of());

    Quota(Principal caller, LimitBook book, RateLimiter limiter) {
        this.caller = caller;
        this.book = book;
        this.limiter = limiter;
    }

    /**
     * Counts an inference of the request being served.
     *
     * @throws ServiceException RATE_LIMITED with the time after which it would pass, BATCH_TOO_LARGE where it never would
     */
    public static void inference(String model, long rows) {
        Quota quota = KEY.get();
        if (quota != null) {
            quota.count(model, rows);
        }
    }

    /** Counts a request that is about no model. */
    void request() {
        count("", 0);
    }

    /** Refuses a caller that is known to have used up what it has, before anything is read of its request. */
    void refuseIfUsedUp() {
        limiter.knownRefusal(book.costs(caller, "", 1, 0)).ifPresent(refused -> {
            last = refused;
            counted = true;
            throw refusal(refused);
        });
    }

    /** Counts what ended before it was counted, such as a body that could not be read: it goes, but the next one may not. */
    void end() {
        if (!counted) {
            counted = true;
            limiter.decide(book.costs(caller, "", 1, 0));
        }
    }

    /** How the caller stands, as headers. */
    Map<String, String> headers() {
        return last.headers();
    }

    private void count(String model, long rows) {
        try (var _ = RequestContext.current().phases().start(Phase.LIMIT)) {
            List<Cost> costs = book.costs(caller, model, 1, rows);
            costs.stream().filter(cost -> cost.units() > cost.bucket().burst()).findFirst().ifPresent(Quota::refuseForGood);
            counted = true;
            QuotaVerdict verdict = limiter.decide(costs);
            last = verdict;
            if (!verdict.passed()) {
                throw refusal(verdict);
            }
        }
    }

    private static void refuseForGood(Cost cost) {
        throw new ServiceException(ErrorCode.BATCH_TOO_LARGE, "The request has " + cost.units() + " rows; at most "
                + cost.bucket().burst() + " are granted in a minute (" + cost.bucket().name() + ").");
    }

    private static ServiceException refusal(QuotaVerdict verdict) {
        String policies = verdict.violated().stream()
                .map(level -> level.bucket().name() + ", " + level.bucket().perMinute()
                        + (level.bucket().name().endsWith("-rows") ? " rows" : " requests") + " a minute")
                .collect(Collectors.joining("; "));
        return new ServiceException(ErrorCode.RATE_LIMITED,
                "More is asked for than is granted (" + policies + "); it would pass in " + verdict.retryAfter().toSeconds() + " s.")
                .retryAfter(verdict.retryAfter())
                .violating(verdict.violated().stream().map(level -> level.bucket().name()).toList());
    }
}
