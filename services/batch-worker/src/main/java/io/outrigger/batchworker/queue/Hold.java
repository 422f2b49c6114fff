package io.outrigger.batchworker.queue;

import io.outrigger.chassis.background.Backoff;
import java.time.Duration;
import java.util.Optional;

/**
 * What a lane does with the one record that it has; it knows no clock and no Kafka.
 *
 * <p>The record's lock is renewed three times as often as it would run out. A record that nobody could deal with is not given back
 * at once: it would be back at once too, and be a dead letter by the time that what was missing is there again; so it is kept for a
 * while, longer with each delivery. A lock that was lost cannot be had again: the work goes on, since the chunk's own lease in PostgreSQL
 * is what counts, but the record is somebody else's.
 */
final class Hold {

    /** What is to be done next. */
    enum Step {
        WAIT, RENEW,
        /** It is over, and the record is gone for good. */
        ACCEPT,
        /** It is over, and the record is for somebody else. */
        RELEASE,
        /** It is over, and the record is not ours to say anything about. */
        FORGET
    }

    private static final Backoff REST = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(15), 0);
    private static final int RENEWALS_PER_LOCK = 3;

    private final int deliveries;
    private final long renewalNanos;
    private long renewAtNanos;
    private boolean lost;
    private Optional<Verdict> verdict = Optional.empty();
    private long restUntilNanos;

    /**
     * A record that has just been delivered.
     *
     * @param deliveries of this record, at least 1
     * @param lock how long it is ours
     */
    Hold(int deliveries, Duration lock, long nowNanos) {
        this.deliveries = deliveries;
        this.renewalNanos = lock.toNanos() / RENEWALS_PER_LOCK;
        this.renewAtNanos = nowNanos + renewalNanos;
    }

    void renewed(long nowNanos) {
        renewAtNanos = nowNanos + renewalNanos;
    }

    void lost() {
        lost = true;
    }

    void ended(Verdict verdict, long nowNanos) {
        this.verdict = Optional.of(verdict);
        restUntilNanos = nowNanos + REST.rest(deliveries, 0).toNanos();
    }

    boolean isEnded() {
        return verdict.isPresent();
    }

    Step step(long nowNanos, LaneStop.Phase stop) {
        if (isOver(nowNanos, stop)) {
            return lost ? Step.FORGET : verdict.filter(Verdict.DONE::equals).isPresent() ? Step.ACCEPT : Step.RELEASE;
        }
        return !lost && nowNanos - renewAtNanos >= 0 ? Step.RENEW : Step.WAIT;
    }

    private boolean isOver(long nowNanos, LaneStop.Phase stop) {
        if (verdict.isEmpty()) {
            return stop == LaneStop.Phase.AT_ONCE;
        }
        return verdict.get() == Verdict.DONE || lost || stop != LaneStop.Phase.NOT_ASKED || nowNanos - restUntilNanos >= 0;
    }
}
