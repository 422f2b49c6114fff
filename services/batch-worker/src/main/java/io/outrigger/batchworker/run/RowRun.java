package io.outrigger.batchworker.run;

import io.outrigger.batchworker.job.GiveBack;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.rows.JoinTrial;
import io.outrigger.openinference.wire.WireMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The calls for the rows of one chunk, several rows in each and several at a time. What fails for what may be a row's fault is called
 * again row by row; the first failure that is no row's ends them all. Safe for several threads.
 */
final class RowRun implements RowSender {

    private final RowTerms terms;
    private final CallGate gate;
    private final RowAnswers answers;
    private final RunMetrics metrics;
    private final JoinTrial trial;
    private final CallSizes sizes;
    private final RowPacking packing;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean lost;
    private volatile boolean notNow;

    RowRun(RowTerms terms, CallGate gate, RowAnswers answers, RunMetrics metrics, JoinTrial trial, CallSizes sizes,
            RowPacking packing) {
        this.terms = terms;
        this.gate = gate;
        this.answers = answers;
        this.metrics = metrics;
        this.trial = trial;
        this.sizes = sizes;
        this.packing = packing;
    }

    @Override
    public void send(PreparedRow row) {
        packing.add(row).forEach(this::begin);
    }

    @Override
    public void finish() {
        packing.rest().forEach(this::begin);
        threads.close();
    }

    @Override
    public void notNow() {
        notNow = true;
        gate.close();
    }

    @Override
    public Optional<GiveBack> givenBack() {
        return lost && gate.isClosed() ? Optional.of(GiveBack.LOST) : notNow ? Optional.of(GiveBack.NOT_NOW) : Optional.empty();
    }

    @Override
    public void close() {
        threads.close();
    }

    /** Waits for room, so that no more rows are read than can be sent. */
    private void begin(List<PreparedRow> rows) {
        gate.enter();
        threads.execute(() -> together(rows));
    }

    private void together(List<PreparedRow> rows) {
        boolean again;
        List<WireMessage> joined = null;
        try {
            boolean apart = rows.size() > 1 && trial.isEnded();
            if (!apart) {
                joined = gate.call(rows).orElse(null);
            }
            again = apart || joined != null && rows.size() > 1 && trial.isDue(CallTrials.mix(rows));
            if (joined != null && !again) {
                sizes.inTime(terms, rows.size());
                for (int i = 0; i < rows.size(); i++) {
                    answers.answered(rows.get(i), joined.get(i));
                }
            }
        } catch (RuntimeException thrown) {
            again = failed(rows, thrown);
        } finally {
            gate.leave();
        }
        if (again) {
            eachAlone(rows, joined);
        }
    }

    /** Whether its rows are to be called alone. */
    private boolean failed(List<PreparedRow> rows, RuntimeException thrown) {
        ServiceException failure = RowAnswers.failure(thrown);
        switch (Blame.of(failure.code())) {
            case NOBODY -> notNow();
            case TOO_MANY_ROWS -> {
                if (rows.size() > 1) {
                    sizes.tooLong(terms, rows.size());
                    metrics.split();
                    return true;
                }
                notNow();
            }
            case PERHAPS_ROW -> {
                lost = true;
                metrics.split();
                return true;
            }
            case ROW -> {
                if (rows.size() > 1) {
                    metrics.split();
                    return true;
                }
                answers.failed(rows.getFirst(), failure);
            }
        }
        return false;
    }

    /** @param joined what the rows were answered together, to be compared; null where there is nothing to compare */
    private void eachAlone(List<PreparedRow> rows, List<WireMessage> joined) {
        WireMessage[] alone = new WireMessage[rows.size()];
        try (var each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < alone.length; i++) {
                int row = i;
                each.execute(() -> alone[row] = alone(rows.get(row)));
            }
        }
        if (joined != null) {
            CallTrials.compare(trial, CallTrials.mix(rows), terms.meant().model().name(), joined, Arrays.asList(alone));
        }
    }

    /** Null where there is no answer. */
    private WireMessage alone(PreparedRow row) {
        gate.enter();
        try {
            Optional<List<WireMessage>> answer = gate.call(List.of(row));
            answer.ifPresent(own -> answers.answered(row, own.getFirst()));
            return answer.map(List::getFirst).orElse(null);
        } catch (RuntimeException thrown) {
            ServiceException failure = RowAnswers.failure(thrown);
            switch (Blame.of(failure.code())) {
                case NOBODY, TOO_MANY_ROWS -> notNow();
                case PERHAPS_ROW -> {
                    lost = true;
                    gate.close();
                }
                case ROW -> answers.failed(row, failure);
            }
            return null;
        } finally {
            gate.leave();
        }
    }
}
