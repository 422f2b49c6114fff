package io.outrigger.orchestrator.batching;

/**
 * Whether calls are to be shared at all: a model whose calls take longer in proportion to their rows, or by more, answers as many rows
 * alone, and nobody then waits for others' rows. Networks that fill a CPU by themselves are such.
 *
 * <p>While more waits than fits, the rows are counted that end in a time. Where single requests could be answered as fast, as far as lone
 * ones say, some go alone, and are counted too; the better way stays, and the other is tried again after ever longer times, so that trials
 * take a twentieth of the time at most. A model that gains from sharing, as on a GPU, is not asked row by row, since lone calls say so.
 */
final class SharingGain {

    /** Calls that are counted together, for each slot. */
    private static final int SHARED_COUNTED = 3;
    private static final int ALONE_COUNTED = 16;
    /** A pause of the server makes a rate seem lower than it is; nothing makes it seem higher. */
    private static final double BEST_KEPT = 0.98;
    /** How often it is counted before anything else is tried, so that one time of them was without a pause. */
    private static final int COUNTED_BEFORE_TRIAL = 4;
    private static final double WEIGHT_OF_NEWEST = 0.1;
    /** Calls that share, fewer rows than this on average say nothing. */
    private static final double ROWS_MIN = 2;
    /** A trial costs little where lone calls say that this share of the rows would be answered without sharing. */
    private static final double WORTH_TRYING = 0.9;
    /** Who waits for nobody has its answer sooner, which is worth this much. */
    private static final double GOOD_ENOUGH = 0.95;
    /** Times what a trial takes lie between two of them, and twice as many after each that found nothing new. */
    private static final long TIMES_BETWEEN = 20;
    private static final int PATIENCE_MAX = 64;

    /** How calls go now, and whether to find out. */
    private enum Way { SHARED, ALONE_TRIED, ALONE, SHARED_TRIED }

    /** Calls that were counted together: rows in a nanosecond, and how long it took to count them. */
    private record Counted(double rate, long nanos) {

        static final Counted NOTHING = new Counted(0, 0);
    }

    private Way way = Way.SHARED;
    /** Rows in a nanosecond of requests that go alone and wait for no other call. */
    private double lone;
    /** Of how calls go now, and of the other way when it was left. */
    private Counted now = Counted.NOTHING;
    private Counted other = Counted.NOTHING;
    private int patience = 1;
    private long triedSinceNanos;
    private long nextTrialNanos = Long.MIN_VALUE;
    private int countedTimes;
    private boolean counting;
    private long countedSinceNanos;
    private int countedCalls;
    private long countedRows;

    /** Whether requests share calls now. */
    boolean isShared() {
        return way == Way.SHARED || way == Way.SHARED_TRIED;
    }

    private boolean isTrial() {
        return way == Way.ALONE_TRIED || way == Way.SHARED_TRIED;
    }

    /** A request was answered that went alone, and waited for no other call. */
    void lone(int rows, long tookNanos) {
        double rate = (double) rows / tookNanos;
        lone += lone == 0 ? rate : WEIGHT_OF_NEWEST * (rate - lone);
    }

    /** A call was no plain call of its rows: it failed, or was tried request by request. */
    void interrupted() {
        counting = false;
    }

    /**
     * A call of live rows was answered.
     *
     * @param busy whether others waited for it to end, so that no slot was free
     * @param inFlightSinceNanos since when the oldest call is in flight that has not ended
     * @param slots calls that are in flight
     */
    void ended(int rows, boolean busy, long nowNanos, long inFlightSinceNanos, int slots, ModelInstances instances) {
        if (!busy && !isTrial()) { // more could have been answered
            counting = false;
        } else if (!busy && way == Way.ALONE_TRIED && instances.exact()) { // no more than fits is in flight, and all of it comes through
            counting = false;
            settle(Way.ALONE, nowNanos);
        } else if (isTrial() && inFlightSinceNanos < triedSinceNanos) { // calls of the other way keep instances busy
            counting = false;
        } else if (!counting) {
            counting = true;
            countedSinceNanos = nowNanos;
            countedCalls = 0;
            countedRows = 0;
        } else {
            countedCalls++;
            countedRows += rows;
            if (countedCalls >= slots * (isShared() ? SHARED_COUNTED : ALONE_COUNTED)) {
                counting = false;
                long took = Math.max(1, nowNanos - countedSinceNanos);
                now = new Counted(Math.max((double) countedRows / took, BEST_KEPT * now.rate()), took);
                counted(nowNanos, instances.exact() ? instances.count() : slots);
            }
        }
    }

    private void counted(long nowNanos, int instances) {
        countedTimes++;
        switch (way) {
            case SHARED -> {
                boolean maySayMore = countedRows >= ROWS_MIN * countedCalls && instances * lone >= WORTH_TRYING * now.rate();
                if (maySayMore && countedTimes >= COUNTED_BEFORE_TRIAL && nowNanos >= nextTrialNanos) {
                    tryOther(Way.ALONE_TRIED, nowNanos);
                }
            }
            case ALONE -> {
                if (countedTimes >= COUNTED_BEFORE_TRIAL && nowNanos >= nextTrialNanos) {
                    tryOther(Way.SHARED_TRIED, nowNanos);
                }
            }
            case ALONE_TRIED -> settle(now.rate() >= GOOD_ENOUGH * other.rate() ? Way.ALONE : Way.SHARED, nowNanos);
            case SHARED_TRIED -> settle(other.rate() >= GOOD_ENOUGH * now.rate() ? Way.ALONE : Way.SHARED, nowNanos);
        }
    }

    private void tryOther(Way tried, long nowNanos) {
        way = tried;
        triedSinceNanos = nowNanos;
        other = now;
        now = Counted.NOTHING;
    }

    private void settle(Way found, long nowNanos) {
        boolean asBefore = (found == Way.SHARED) == (way == Way.ALONE_TRIED);
        if (asBefore) {
            now = other;
            patience = Math.min(PATIENCE_MAX, 2 * patience);
        } else {
            patience = 1;
        }
        long trialNanos = Math.max(nowNanos - triedSinceNanos, asBefore ? 0 : other.nanos());
        nextTrialNanos = nowNanos + TIMES_BETWEEN * patience * trialNanos;
        way = found;
        countedTimes = 0;
    }
}
