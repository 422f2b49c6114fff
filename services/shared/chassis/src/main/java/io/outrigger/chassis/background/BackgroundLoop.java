package io.outrigger.chassis.background;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes turns on a thread of its own, until a turn says that all is done or the loop is closed.
 *
 * <p>A turn that fails is told in the log, the first of a row and then every twentieth, and taken again after the rest that the
 * {@link Backoff} gives.
 */
public final class BackgroundLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundLoop.class);
    private static final int LOGGED_EVERY = 20;
    private static final Duration LAST_TURN_MAX = Duration.ofSeconds(2);

    private final String name;
    private final Duration firstRest;
    private final Backoff backoff;
    private final Turn turn;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private BackgroundLoop(String name, Duration firstRest, Backoff backoff, Turn turn) {
        this.name = name;
        this.firstRest = firstRest;
        this.backoff = backoff;
        this.turn = turn;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /** One turn. */
    @FunctionalInterface
    public interface Turn {

        /** Does its work; returns the rest before the next turn, or nothing when there is to be none. */
        Optional<Duration> take() throws Exception;
    }

    /**
     * Starts with the first turn at once.
     *
     * @param name what is done, for the log and for thread dumps
     */
    public static BackgroundLoop start(String name, Backoff backoff, Turn turn) {
        return start(name, Duration.ZERO, backoff, turn);
    }

    private static BackgroundLoop start(String name, Duration firstRest, Backoff backoff, Turn turn) {
        var loop = new BackgroundLoop(name, firstRest, backoff, turn);
        loop.thread.start();
        return loop;
    }

    /** Does something at even intervals, for as long as the loop is open. */
    public static BackgroundLoop every(String name, Duration interval, Runnable work) {
        return evenly(name, Duration.ZERO, interval, work);
    }

    /** Does something at even intervals, the first time at the end of one, for as long as the loop is open. */
    public static BackgroundLoop everyNext(String name, Duration interval, Runnable work) {
        return evenly(name, interval, interval, work);
    }

    private static BackgroundLoop evenly(String name, Duration firstRest, Duration interval, Runnable work) {
        return start(name, firstRest, Backoff.constant(interval), () -> {
            work.run();
            return Optional.of(interval);
        });
    }

    private void run() {
        int failures = 0;
        try {
            Optional<Duration> rest = Optional.of(firstRest);
            while (rest.isPresent() && !stopped.await(rest.get().toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    rest = turn.take();
                    if (failures > 0) {
                        LOG.info("{} works again", name);
                    }
                    failures = 0;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception | Error e) { // an error too: nobody would miss a thread that ended silently
                    failures++;
                    rest = Optional.of(backoff.rest(failures, ThreadLocalRandom.current().nextDouble()));
                    tell(e, failures, rest.get());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("{} ends", name);
        }
    }

    private void tell(Throwable failure, int failures, Duration rest) {
        if (stopped.getCount() > 0 && failures % LOGGED_EVERY == 1) {
            LOG.warn("{} failed, tried again in {} ms and so on: {}", name, rest.toMillis(), rootMessage(failure));
            LOG.debug("{} failed", name, failure);
        }
    }

    /** The first line of what is at the bottom of it; the rest is for those who debug. */
    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(root.getClass().getSimpleName());
    }

    /**
     * Begins no more turns. One that is being taken goes on to its end, which nobody waits for: an interrupt would break the connection
     * that it may be using.
     */
    public void letGo() {
        stopped.countDown();
    }

    /** Interrupts the turn or the rest, and waits a moment for the thread's end. */
    @Override
    public void close() {
        stopped.countDown();
        thread.interrupt();
        if (Thread.currentThread() != thread) {
            try {
                thread.join(LAST_TURN_MAX);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
