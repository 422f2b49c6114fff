package io.outrigger.gateway.streams;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many streams of a kind there are at once; one too many is refused and may come again. */
public final class StreamPlaces {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final int streamsMax;
    private final String kind;
    private final Semaphore free;

    /** @param kind what takes places, for a sentence */
    public StreamPlaces(int streamsMax, String kind) {
        this.streamsMax = streamsMax;
        this.kind = kind;
        this.free = new Semaphore(streamsMax);
    }

    /** One stream's place; given back once, however often it is closed. */
    public interface Place extends AutoCloseable {

        @Override
        void close();
    }

    public Place take() {
        if (!free.tryAcquire()) {
            throw new ServiceException(ErrorCode.OVERLOADED,
                    "At most " + streamsMax + " " + kind + " are served at once; come again shortly.").retryAfter(RETRY_AFTER);
        }
        AtomicBoolean taken = new AtomicBoolean(true);
        return () -> {
            if (taken.compareAndSet(true, false)) {
                free.release();
            }
        };
    }
}
