package io.outrigger.chassis.telemetry;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Collects how long each step of one request took, from the first line of code on; safe for several threads.
 *
 * <p>Hops tell their caller in the trailer {@code x-outrigger-timing} ({@code route=0.120,backend=1.900}, milliseconds), so the
 * gateway can report steps that happened elsewhere. What a call took and no hop accounts for is {@link Phase#NETWORK}, so that the
 * gateway's phases add up to its total.
 */
public final class Phases {

    private static final int TRAILER_CHARACTERS_MAX = 256;

    private final LongSupplier nanoTime;
    private final long startedNanos;
    private volatile long callEndedNanos;
    private final AtomicLongArray spentNanos = new AtomicLongArray(Phase.ALL.size());

    Phases(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
    }

    /** A running measurement; closing it adds the time to its phase. */
    public interface Running extends AutoCloseable {
        @Override
        void close();
    }

    /** Starts measuring; for try-with-resources or across threads. */
    public Running start(Phase phase) {
        long from = nanoTime.getAsLong();
        return () -> add(phase, nanoTime.getAsLong() - from);
    }

    public void add(Phase phase, long nanos) {
        spentNanos.addAndGet(phase.ordinal(), Math.max(0, nanos));
    }

    public long nanos(Phase phase) {
        return spentNanos.get(phase.ordinal());
    }

    /** Time since the request arrived. */
    public long totalNanos() {
        return nanoTime.getAsLong() - startedNanos;
    }

    /** The phases that took any time, for the caller's trailer; empty when none did. */
    public String trailer() {
        StringBuilder text = new StringBuilder();
        for (Phase phase : Phase.ALL) {
            long nanos = nanos(phase);
            if (nanos > 0) {
                Milliseconds.write(text.append(text.isEmpty() ? "" : ",").append(phase.label()).append('='), nanos);
            }
        }
        return text.toString();
    }

    /**
     * Adds what a hop reported of a call, and what is left of the call's time; anything that is not such a trailer is ignored.
     *
     * @param callNanos that the call took as seen from here
     */
    public void addCall(String trailer, long callNanos) {
        add(Phase.NETWORK, callNanos - addTrailer(trailer));
        callEndedNanos = nanoTime.getAsLong();
    }

    /** Says that who waited for the last call's answer goes on with it now. */
    public void resumed() {
        long ended = callEndedNanos;
        if (ended != 0) {
            add(Phase.NETWORK, nanoTime.getAsLong() - ended);
            callEndedNanos = 0;
        }
    }

    private long addTrailer(String trailer) {
        if (trailer == null || trailer.length() > TRAILER_CHARACTERS_MAX) {
            return 0;
        }
        long sum = 0;
        for (int from = 0; from < trailer.length();) {
            int comma = trailer.indexOf(',', from);
            int to = comma < 0 ? trailer.length() : comma;
            int equals = trailer.indexOf('=', from);
            if (equals > from && equals < to) {
                OptionalLong nanos = Milliseconds.nanos(trailer, equals + 1, to);
                Optional<Phase> phase = Phase.ofLabel(trailer, from, equals);
                if (nanos.isPresent() && phase.isPresent()) {
                    add(phase.get(), nanos.getAsLong());
                    sum += nanos.getAsLong();
                }
            }
            from = to + 1;
        }
        return sum;
    }
}
