package io.outrigger.chassis.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * The end of a service's process: whatever asks for it, and however often, the service is drained once and nobody ends the JVM
 * before that is done. Safe for several threads.
 */
final class Ending {

    /** A start that has opened its ports is done in this time; one that still loads is not waited for. */
    private static final int START_WAIT_SECONDS = 2;

    private final CountDownLatch started = new CountDownLatch(1);
    private volatile AutoCloseable service = () -> { };
    private boolean closed;

    /** From now on the first signal ends the process; the hook is for whoever calls {@link System#exit}. */
    void listen() {
        TerminationSignals.onFirst(exitCode -> {
            close();
            System.exit(exitCode);
        });
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(this::closeStarted));
    }

    /** The start is done, and this is what has to be closed. */
    void ofService(AutoCloseable running) {
        service = running;
        started.countDown();
    }

    private void close() {
        try {
            if (!started.await(START_WAIT_SECONDS, TimeUnit.SECONDS)) {
                LoggerFactory.getLogger(Ending.class).info("told to stop before the start was done");
            }
        } catch (InterruptedException stopWaiting) {
            Thread.currentThread().interrupt();
        }
        closeStarted();
    }

    /** Whoever comes second waits here until the first has closed. */
    private synchronized void closeStarted() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            service.close();
        } catch (Exception failed) {
            LoggerFactory.getLogger(Ending.class).error("closing failed", failed);
        }
    }
}
