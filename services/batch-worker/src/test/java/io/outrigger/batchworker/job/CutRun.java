package io.outrigger.batchworker.job;

import java.util.List;
import java.util.Optional;

/** What a worker does with an input that it may cut. */
final class CutRun {

    private static final int RENEWAL_MILLIS = 1_000;
    private static final int TRIES = 5;

    private final SimulatedWorker worker;
    private final SimulatedTime time;
    private final SimulatedInput input;
    private final int token;
    private boolean over;
    private int tries;

    CutRun(SimulatedWorker worker, SimulatedInput input, int token) {
        this.worker = worker;
        this.time = worker.schedule().time();
        this.input = input;
        this.token = token;
    }

    void begin() {
        if (!time.fails(worker.schedule().faults().zombie())) {
            worker.after(RENEWAL_MILLIS, this::renew);
        }
        worker.after(time.chance(0.9) ? time.between(10, 1_000) : time.between(1_000, 8_000), this::end);
    }

    private void renew() {
        if (!over) {
            over = decide(new Event.CutRenewed(token)).orElse(List.of()).contains(new Effect.Fenced());
            worker.after(RENEWAL_MILLIS, this::renew);
        }
    }

    private void end() {
        if (over) {
            return;
        }
        Event.OfJob event = worker.isStopping() ? new Event.CutGivenBack(token) : input.unreadable()
                ? new Event.CutFailed(token, List.of(new JobFault("input_not_found", "", "input_uri", 0)))
                : new Event.CutDone(token, input.rows(), input.chunks().size());
        over = decide(event).isPresent() || tries++ == TRIES;
        if (!over) {
            worker.after(time.between(10, 1_000), this::end);
        }
    }

    private Optional<List<Effect>> decide(Event.OfJob event) {
        return worker.transact(() -> worker.schedule().database().decide(input.jobId(), event, worker.clock()));
    }
}
