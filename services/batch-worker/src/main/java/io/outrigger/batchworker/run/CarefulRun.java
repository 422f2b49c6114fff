package io.outrigger.batchworker.run;

import io.outrigger.batchworker.job.GiveBack;
import io.outrigger.chassis.background.Backoff;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.wire.WireMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The last attempt at a chunk that may hold a row which takes model servers down: row by row, so that no other row is near when it
 * happens, and each such row is found. A row that loses the server twice has failed; a server that is away is waited for. For one
 * thread.
 */
final class CarefulRun implements RowSender {

    private static final Backoff RESTS = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), 0);
    private static final int LOSSES_MAX = 2;

    private final CallGate gate;
    private final RowAnswers answers;
    private final CancelSignal signal;
    private final Duration waitMax;
    private boolean lost;
    private boolean notNow;

    CarefulRun(CallGate gate, RowAnswers answers, CancelSignal signal, Duration waitMax) {
        this.gate = gate;
        this.answers = answers;
        this.signal = signal;
        this.waitMax = waitMax;
    }

    @Override
    public void send(PreparedRow row) {
        Duration waited = Duration.ZERO;
        int losses = 0;
        for (int failures = 1; !gate.isClosed(); failures++) {
            try {
                Optional<List<WireMessage>> answer = gate.call(List.of(row));
                answer.ifPresent(own -> answers.answered(row, own.getFirst()));
                return;
            } catch (RuntimeException thrown) {
                ServiceException failure = RowAnswers.failure(thrown);
                Blame blame = Blame.of(failure.code());
                if (blame == Blame.PERHAPS_ROW) {
                    lost = true;
                    losses++;
                }
                if (blame == Blame.ROW || losses >= LOSSES_MAX) {
                    answers.failed(row, failure);
                    return;
                }
            }
            Duration rest = RESTS.rest(failures, 0);
            waited = waited.plus(rest);
            if (waited.compareTo(waitMax) > 0) {
                notNow();
                return;
            }
            signal.await(rest);
        }
    }

    @Override
    public void finish() {
        // Each row was waited for.
    }

    @Override
    public void notNow() {
        notNow = true;
        gate.close();
    }

    @Override
    public Optional<GiveBack> givenBack() {
        return notNow ? Optional.of(lost ? GiveBack.LOST : GiveBack.NOT_NOW) : Optional.empty();
    }

    @Override
    public void close() {
        // Nothing is ever under way behind a row that was sent.
    }
}
