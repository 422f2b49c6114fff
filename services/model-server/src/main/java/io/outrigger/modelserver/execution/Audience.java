package io.outrigger.modelserver.execution;

import io.outrigger.modelserver.runtime.StopSignal;
import java.util.List;

/** The callers who wait for one run; when the last one has left, the run is ended. Thread-safe. */
final class Audience {

    private final List<InferenceJob> jobs;
    private final StopSignal stop = new StopSignal();

    private Audience(List<InferenceJob> jobs) {
        this.jobs = jobs;
    }

    /** The audience of a run that is about to begin. */
    static Audience of(List<InferenceJob> jobs) {
        var audience = new Audience(jobs);
        jobs.forEach(job -> job.join(audience));
        audience.look();
        return audience;
    }

    /** Somebody left. */
    void look() {
        if (jobs.stream().allMatch(InferenceJob::isAbandoned)) {
            stop.give();
        }
    }

    StopSignal stop() {
        return stop;
    }
}
