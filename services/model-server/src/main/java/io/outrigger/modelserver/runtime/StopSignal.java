package io.outrigger.modelserver.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.HashSet;
import java.util.Set;

/**
 * Ends runs from another thread: those that are going on when it is given, and those that would begin after it.
 *
 * <p>ONNX Runtime looks at it before each node of the graph, in loops too, so one long node is carried to its end. Thread-safe.
 */
public final class StopSignal {

    private final Set<RunOptions> running = new HashSet<>();
    private boolean given;

    /** One run that listens to the signal until it is closed. */
    final class Running implements AutoCloseable {

        private final RunOptions options;

        private Running(RunOptions options) {
            this.options = options;
        }

        RunOptions options() {
            return options;
        }

        @Override
        public void close() {
            synchronized (StopSignal.this) {
                running.remove(options);
                options.close();
            }
        }
    }

    /** Ends what listens. */
    public synchronized void give() {
        given = true;
        running.forEach(StopSignal::terminate);
    }

    public synchronized boolean isGiven() {
        return given;
    }

    synchronized Running begin() throws OrtException {
        var options = new RunOptions();
        running.add(options);
        if (given) {
            terminate(options);
        }
        return new Running(options);
    }

    private static void terminate(RunOptions options) {
        try {
            options.setTerminate(true);
        } catch (OrtException e) {
            throw new IllegalStateException("a run does not take the sign to end: " + e.getMessage(), e);
        }
    }
}
