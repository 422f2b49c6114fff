package io.outrigger.backends;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that is started again, on its port and in its directory, whenever it ends without having been told to. Each time it is a new
 * process: who wants its keys or its process id asks {@link #current()} anew.
 *
 * @param <P> the kind of server
 */
public final class KeptAlive<P extends BackendProcess> implements BackendProcess {
    private static final Logger LOG = LoggerFactory.getLogger(KeptAlive.class);

    private final String name;
    private final IntFunction<P> starter;
    private final int port;
    private final Thread watch;
    private volatile P current;
    private volatile long startedNanos;
    private volatile boolean closing;

    private KeptAlive(String name, IntFunction<P> starter, P first) {
        this.name = name;
        this.starter = starter;
        this.port = first.port();
        this.current = first;
        this.startedNanos = System.nanoTime();
        this.watch = Thread.ofVirtual().name("watch of " + name).unstarted(this::watch);
    }

    /**
     * Starts the server and watches it from then on.
     *
     * @param name as it is called in the log
     * @param port 0 for any free one; the server keeps it
     * @param starter starts it on a port; closed servers leave their data where this finds them
     */
    public static <P extends BackendProcess> KeptAlive<P> start(String name, int port, IntFunction<P> starter) {
        KeptAlive<P> kept = new KeptAlive<>(name, starter, starter.apply(port));
        kept.watch.start();
        return kept;
    }

    private void watch() {
        RestartPauses pauses = new RestartPauses();
        try {
            while (!closing) {
                awaitEnd();
                Duration lived = Duration.ofNanos(System.nanoTime() - startedNanos);
                while (!closing && !current.isAlive()) {
                    Duration pause = pauses.after(lived);
                    LOG.warn("{} is started again in {} ms", name, pause.toMillis());
                    Thread.sleep(pause);
                    startAgain();
                    lived = Duration.ZERO;
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The watch of {} ends", name); // by close()
        }
    }

    private void awaitEnd() throws InterruptedException {
        ProcessHandle process = ProcessHandle.of(current.pid()).orElse(null);
        if (process == null) {
            return;
        }
        try {
            process.onExit().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of process " + process.pid() + " cannot be waited for", e);
        }
    }

    private void startAgain() {
        long began = System.nanoTime();
        try {
            current = starter.apply(port);
            startedNanos = System.nanoTime();
            LOG.info("{} runs again on port {}, after {} ms", name, port, Duration.ofNanos(startedNanos - began).toMillis());
        } catch (RuntimeException e) {
            LOG.error("{} could not be started again: {}", name, e.getMessage()); // and is tried again
        }
    }

    /** The process that serves now, or served last. */
    public P current() {
        return current;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long pid() {
        return current.pid();
    }

    @Override
    public boolean isAlive() {
        return current.isAlive();
    }

    /** Stops watching, then the server. */
    @Override
    public void close() {
        closing = true;
        watch.interrupt();
        boolean interrupted = false;
        while (watch.isAlive()) {
            try {
                watch.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        current.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
