package io.outrigger.batchworker.run;

import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.wire.WireMessage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The calls of one run: a few at a time, none after its end, and those under way are cancelled by it. Safe for several threads. */
final class CallGate {

    private final RowCalls calls;
    private final RowTerms terms;
    private final RunMetrics metrics;
    private final Semaphore permits;
    private final Set<CompletableFuture<?>> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    CallGate(RowCalls calls, RowTerms terms, RunMetrics metrics, int callsMax) {
        this.calls = calls;
        this.terms = terms;
        this.metrics = metrics;
        this.permits = new Semaphore(callsMax, true);
    }

    /** Waits until another call may be made. */
    void enter() {
        permits.acquireUninterruptibly();
    }

    void leave() {
        permits.release();
    }

    /** Cancels what is under way and lets nothing begin. */
    void close() {
        closed = true;
        running.forEach(call -> call.cancel(true));
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Calls and waits, for one who has entered.
     *
     * @return the answers of the rows in their order; empty where the gate was closed before they came
     * @throws ServiceException where the call failed
     */
    Optional<List<WireMessage>> call(List<PreparedRow> rows) {
        if (closed) {
            return Optional.empty();
        }
        CompletableFuture<List<WireMessage>> call = calls.start(rows, terms);
        metrics.called(rows.stream().mapToInt(PreparedRow::rows).sum());
        running.add(call);
        try {
            if (closed) {
                call.cancel(true);
            }
            List<WireMessage> answers = call.join();
            metrics.answered();
            return Optional.of(answers);
        } catch (CancellationException cancelled) {
            return Optional.empty();
        } catch (CompletionException failed) {
            metrics.failed();
            throw failed.getCause() instanceof RuntimeException known ? known : failed;
        } finally {
            running.remove(call);
        }
    }
}
