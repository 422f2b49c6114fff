package io.outrigger.batchworker.job;

import java.time.Duration;

/**
 * How long is waited, and how often something is tried.
 *
 * @param cutLease for counting the rows of a job; renewed meanwhile
 * @param chunkLease for running a chunk; renewed meanwhile
 * @param attemptsMax leases of a chunk after which it is buried, and of a job's input after which the job fails
 * @param queuePatience after which a chunk in the queue is taken for lost; doubled each further time, since the queue may be long
 * @param queuePatienceMax the longest of these
 * @param putOff before a chunk that was given back goes into the queue again; doubled each further time
 * @param putOffMax the longest of these
 */
public record JobLimits(
        Duration cutLease, Duration chunkLease, int attemptsMax, Duration queuePatience, Duration queuePatienceMax, Duration putOff,
        Duration putOffMax) {

    private static final int DOUBLINGS_MAX = 20;

    public static final JobLimits DEFAULT = new JobLimits(Duration.ofSeconds(30), Duration.ofSeconds(30), 10, Duration.ofSeconds(60),
            Duration.ofMinutes(15), Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** Before an input that was given back is tried again; no longer than a lease, as which it is noted. */
    Duration cutRest() {
        return putOff.compareTo(cutLease) < 0 ? putOff : cutLease;
    }

    Duration patience(int queuedTimes) {
        return doubled(queuePatience, queuedTimes, queuePatienceMax);
    }

    Duration delay(int times) {
        return doubled(putOff, times, putOffMax);
    }

    private static Duration doubled(Duration first, int times, Duration max) {
        Duration wait = first.multipliedBy(1L << Math.clamp(times - 1L, 0, DOUBLINGS_MAX));
        return wait.compareTo(max) < 0 ? wait : max;
    }
}
