package io.outrigger.perf.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What came back, gathered from many threads over all slices of one target under one load. */
public final class Tally {
    private static final long LATENCY_US_MAX = Duration.ofMinutes(5).toNanos() / 1_000;

    private final Histogram latencies_us = new ConcurrentHistogram(LATENCY_US_MAX, 3);
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong notSent = new AtomicLong();
    private final AtomicReference<String> firstFailure = new AtomicReference<>("");
    private long elapsed_ns;

    public void answered(long latency_ns) {
        latencies_us.recordValue(Math.clamp(latency_ns / 1_000, 0, LATENCY_US_MAX));
    }

    public void failed(Throwable failure) {
        failures.incrementAndGet();
        firstFailure.compareAndSet("", String.valueOf(failure.getMessage()));
    }

    /** A request that was due and could not be sent, since too many were waiting: the target was far behind. */
    public void skipped() {
        notSent.incrementAndGet();
    }

    /** Adds the time of a slice; main thread only. */
    public void elapsed(long duration_ns) {
        elapsed_ns += duration_ns;
    }

    /** Adds what another one has gathered. */
    public void add(Tally other) {
        latencies_us.add(other.latencies_us);
        failures.addAndGet(other.failures());
        notSent.addAndGet(other.notSent());
        firstFailure.compareAndSet("", other.firstFailure());
        elapsed_ns += other.elapsed_ns;
    }

    /** A copy of the latencies, in microseconds. */
    public Histogram latencies_us() {
        return latencies_us.copy();
    }

    public double elapsed_s() {
        return elapsed_ns / 1e9;
    }

    /** Answers that took no longer than this. */
    public long answersWithin(Duration limit) {
        return latencies_us.getCountBetweenValues(0, limit.toNanos() / 1_000);
    }

    public long answers() {
        return latencies_us.getTotalCount();
    }

    public long failures() {
        return failures.get();
    }

    public long notSent() {
        return notSent.get();
    }

    public String firstFailure() {
        return firstFailure.get();
    }

    public double answersPerSecond() {
        return elapsed_ns == 0 ? 0 : answers() * 1e9 / elapsed_ns;
    }

    public double latency_ms(double percentile) {
        return latencies_us.getValueAtPercentile(percentile) / 1_000.0;
    }
}
