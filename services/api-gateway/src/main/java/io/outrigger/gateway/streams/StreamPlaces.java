package io.outrigger.gateway.streams;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many streams of a kind there are at once; one too many is refused and may come again. Of the last quarter of the places a tenant
 * gets none that has its even share already, so that nobody who opens streams by the thousand keeps others out. Safe for several threads.
 */
public final class StreamPlaces {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final double FOR_ALL = 0.75;

    private final int streamsMax;
    private final String kind;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    /** @param kind what takes places, for a sentence */
    public StreamPlaces(int streamsMax, String kind) {
        this.streamsMax = streamsMax;
        this.kind = kind;
    }

    /** One stream's place; given back once, however often it is closed. */
    public interface Place extends AutoCloseable {

        @Override
        void close();
    }

    /** @param tenant whose stream it is */
    public Place take(String tenant) {
        enter(tenant);
        AtomicBoolean here = new AtomicBoolean(true);
        return () -> {
            if (here.compareAndSet(true, false)) {
                leave(tenant);
            }
        };
    }

    private synchronized void enter(String tenant) {
        int own = taken.getOrDefault(tenant, 0);
        if (all >= streamsMax) {
            throw refusal("At most " + streamsMax + " " + kind + " are served at once; come again shortly.");
        }
        int tenants = own > 0 ? taken.size() : taken.size() + 1;
        if (all >= streamsMax * FOR_ALL && own >= streamsMax / (tenants + 1)) {
            throw refusal("The tenant has its share of the " + streamsMax + " " + kind + " that are served at once; come again shortly.");
        }
        taken.put(tenant, own + 1);
        all++;
    }

    private synchronized void leave(String tenant) {
        if (taken.merge(tenant, -1, Integer::sum) == 0) {
            taken.remove(tenant);
        }
        all--;
    }

    private static ServiceException refusal(String sentence) {
        return new ServiceException(ErrorCode.OVERLOADED, sentence).retryAfter(RETRY_AFTER);
    }
}
