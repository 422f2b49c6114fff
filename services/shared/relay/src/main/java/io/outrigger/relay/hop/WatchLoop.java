package io.outrigger.relay.hop;

import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a stream of events that should never end, and opens it again whenever it does.
 *
 * <p>Opening it again is the loop's own work and not a retry of a request: nothing waits for it, and each new stream takes up where
 * the last one ended. A stream that brings nothing for a while, not even a heartbeat, counts as broken, because half-open
 * connections bring no error. Events are applied by one thread.
 *
 * @param <E> an event
 */
public final class WatchLoop<E> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchLoop.class);

    private final String what;
    private final Backoff backoff;
    private final Duration silenceMax;
    private final ManagedChannel channel;
    private final Supplier<BlockingClientCall<?, E>> open;
    private final Consumer<E> apply;
    private final BackgroundLoop loop;
    private volatile boolean closed;
    /** Events of all streams, and streams in a row that brought none; the watching thread's own. */
    private long events;
    private int failures;

    private WatchLoop(String what, Backoff backoff, Duration silenceMax, ManagedChannel channel,
            Supplier<BlockingClientCall<?, E>> open, Consumer<E> apply) {
        this.what = what;
        this.backoff = backoff;
        this.silenceMax = silenceMax;
        this.channel = channel;
        this.open = open;
        this.apply = apply;
        this.loop = BackgroundLoop.start("watching " + what, backoff, this::watchOnce);
    }

    /**
     * Starts to follow.
     *
     * @param what is watched, for sentences
     * @param backoff between streams; the first event of one begins it anew
     * @param silenceMax a stream that brings nothing for so long is broken
     * @param channel the watched service's, of which the backoff is replaced by this one
     * @param open asks for the stream, from where the last one ended
     * @param apply takes each event; an event that it throws at ends the stream
     */
    public static <E> WatchLoop<E> start(String what, Backoff backoff, Duration silenceMax, ManagedChannel channel,
            Supplier<BlockingClientCall<?, E>> open, Consumer<E> apply) {
        return new WatchLoop<>(what, backoff, silenceMax, channel, open, apply);
    }

    @Override
    public void close() {
        closed = true;
        loop.close();
    }

    private Optional<Duration> watchOnce() {
        long eventsBefore = events;
        String end = readOneStream();
        failures = events > eventsBefore ? 1 : failures + 1;
        Duration wait = backoff.rest(failures, ThreadLocalRandom.current().nextDouble());
        if (closed) {
            return Optional.empty();
        }
        if (failures == 1) {
            LOG.info("the watch of {} ended ({}); what it has brought is used on, next attempt in {} ms", what, end, wait.toMillis());
        } else {
            LOG.debug("{} is away ({}), attempt {} in {} ms", what, end, failures + 1, wait.toMillis());
        }
        return Optional.of(wait);
    }

    /** Reads one stream to its end and says what ended it. */
    private String readOneStream() {
        // The channel has a backoff of its own, up to minutes; ours decides.
        channel.resetConnectBackoff();
        BlockingClientCall<?, E> call = open.get();
        try {
            while (true) {
                E event = call.read(silenceMax.toNanos(), TimeUnit.NANOSECONDS);
                if (event == null) {
                    return "closed by the other side";
                }
                events++;
                apply.accept(event);
            }
        } catch (StatusException e) {
            return e.getStatus().getCode() + (e.getStatus().getDescription() == null ? "" : ": " + e.getStatus().getDescription());
        } catch (TimeoutException e) {
            return "silent for " + silenceMax.toMillis() + " ms";
        } catch (InterruptedException e) {
            return "interrupted";
        } catch (RuntimeException e) {
            LOG.warn("an event of the watch of {} could not be applied", what, e);
            return "unusable event";
        } finally {
            call.cancel("this watch is over", null);
        }
    }
}
