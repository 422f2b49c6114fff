package io.outrigger.batchworker.job;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * How far a job was a while ago, from which its rate follows. Two samples are kept, so that the rate is always that of the last ten
 * seconds at least, and of the last twenty where chunks come regularly.
 *
 * @param earlier what the rate is counted from
 * @param later what it will be counted from
 */
public record JobProgress(Sample earlier, Sample later) {

    private static final Duration WHILE = Duration.ofSeconds(10);

    /**
     * @param rows answered by then
     */
    public record Sample(Instant at, long rows) {
    }

    /** Of a job of which no row is answered. */
    public static JobProgress from(Instant now) {
        return from(new Sample(now, 0));
    }

    private static JobProgress from(Sample sample) {
        return new JobProgress(sample, sample);
    }

    /** After rows were answered; a clock that was set back begins anew. */
    JobProgress seen(long rows, Instant now) {
        if (now.isBefore(later.at)) {
            return from(new Sample(now, rows));
        }
        return now.isBefore(later.at.plus(WHILE)) ? this : new JobProgress(later, new Sample(now, rows));
    }

    /** 0 where nothing was answered, and while it is too early to tell. */
    public double rowsPerSecond(long rows, Instant now) {
        double seconds = Duration.between(earlier.at, now).toNanos() / 1e9;
        return seconds <= 0 ? 0 : Math.max(0, rows - earlier.rows) / seconds;
    }

    /** Until all rows are answered, if it goes on as it did; empty where nothing is answered at present. */
    public OptionalDouble secondsLeft(long rows, long rowsTotal, Instant now) {
        double rate = rowsPerSecond(rows, now);
        return rate > 0 ? OptionalDouble.of(Math.max(0, rowsTotal - rows) / rate) : OptionalDouble.empty();
    }
}
