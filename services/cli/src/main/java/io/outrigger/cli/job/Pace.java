package io.outrigger.cli.job;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How fast a job goes, over the last ten seconds, where the gateway does not say it. */
final class Pace {
    private static final long WINDOW_NS = Duration.ofSeconds(10).toNanos();
    private static final double NS_PER_SECOND = 1e9;

    private record Sight(long atNs, long done) {
    }

    private final Deque<Sight> sights = new ArrayDeque<>();

    /** A job was seen with so many rows done. */
    void saw(long atNs, long done) {
        while (sights.size() > 1 && atNs - sights.getFirst().atNs() > WINDOW_NS) {
            sights.removeFirst();
        }
        sights.addLast(new Sight(atNs, done));
    }

    /** 0 while it cannot be told. */
    double rowsPerSecond(ToldJob job) {
        if (job.rowsPerSecond() > 0 || sights.isEmpty()) {
            return job.rowsPerSecond();
        }
        long ns = sights.getLast().atNs() - sights.getFirst().atNs();
        return ns <= 0 ? 0 : (sights.getLast().done() - sights.getFirst().done()) * NS_PER_SECOND / ns;
    }

    Optional<Duration> left(ToldJob job) {
        double rate = rowsPerSecond(job);
        if (job.left().isPresent() || rate <= 0 || job.total() == 0) {
            return job.left();
        }
        return Optional.of(Duration.ofSeconds(Math.round((job.total() - job.done()) / rate)));
    }
}
