package io.outrigger.gateway.jobs;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many uploads, downloads and watchers there are at once; one too many is refused and may come again. */
public final class StreamPlaces {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final int streamsMax;
    private final Semaphore free;

    StreamPlaces(int streamsMax) {
        this.streamsMax = streamsMax;
        this.free = new Semaphore(streamsMax);
    }

    /** One stream's place; given back once, however often it is closed. */
    public interface Place extends AutoCloseable {

        @Override
        void close();
    }

    Place take() {
        if (!free.tryAcquire()) {
            throw new ServiceException(ErrorCode.OVERLOADED, "At most " + streamsMax
                    + " uploads, downloads and watched jobs are served at once; come again shortly.").retryAfter(RETRY_AFTER);
        }
        AtomicBoolean taken = new AtomicBoolean(true);
        return () -> {
            if (taken.compareAndSet(true, false)) {
                free.release();
            }
        };
    }
}
