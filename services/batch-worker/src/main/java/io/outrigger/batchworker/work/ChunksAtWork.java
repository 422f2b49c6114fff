package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.StopReason;
import io.outrigger.batchworker.run.CancelSignal;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What this worker runs at the moment, by job, so that it can be told to stop. Safe for several threads. */
final class ChunksAtWork {

    private final Map<String, Set<CancelSignal>> signals = new HashMap<>();
    private boolean stopping;

    /** A run that begins; {@link #end} is to follow. */
    synchronized CancelSignal begin(String jobId) {
        var signal = new CancelSignal();
        if (stopping) {
            signal.workerStops();
        }
        signals.computeIfAbsent(jobId, unknown -> new HashSet<>()).add(signal);
        return signal;
    }

    synchronized void end(String jobId, CancelSignal signal) {
        signals.computeIfPresent(jobId, (id, running) -> {
            running.remove(signal);
            return running.isEmpty() ? null : running;
        });
    }

    void stop(String jobId, StopReason reason) {
        of(jobId).forEach(signal -> signal.jobStopped(reason));
    }

    /** The worker stops: whatever runs or begins gives its chunk back. */
    void stopAll() {
        Collection<CancelSignal> all;
        synchronized (this) {
            stopping = true;
            all = signals.values().stream().flatMap(Set::stream).toList();
        }
        all.forEach(CancelSignal::workerStops);
    }

    synchronized Set<String> jobs() {
        return Set.copyOf(signals.keySet());
    }

    /** How many of each job. */
    synchronized Map<String, Integer> chunks() {
        return signals.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, job -> job.getValue().size()));
    }

    /** Signals run what waits for them, so they are given outside the lock. */
    private synchronized List<CancelSignal> of(String jobId) {
        return List.copyOf(signals.getOrDefault(jobId, Set.of()));
    }
}
