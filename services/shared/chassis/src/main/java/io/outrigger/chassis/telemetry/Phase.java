package io.outrigger.chassis.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A step of a request whose time is worth knowing on its own. */
public enum Phase {
    /** Who is calling: token or key. */
    AUTH,
    /** Quotas. */
    LIMIT,
    /** Reading the body and checking it against the signature; decoding of pictures. */
    VALIDATE,
    /** Finding version and fleet. */
    ROUTE,
    /** Waiting for a place in a batch; nothing else waits for its turn. */
    QUEUE,
    /** The model server's answer, the way there and back included. */
    BACKEND,
    /** The answer as JSON, and its way to the caller. */
    ENCODE,
    /** Between the hops: the network, and what each takes to receive and to pass on. */
    NETWORK;

    public static final List<Phase> ALL = List.of(values());

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name on the wire and in metrics. */
    public String label() {
        return label;
    }

    /** The one whose name stands there in a text; empty where none does. */
    static Optional<Phase> ofLabel(String text, int from, int to) {
        for (Phase phase : ALL) {
            if (phase.label.length() == to - from && text.startsWith(phase.label, from)) {
                return Optional.of(phase);
            }
        }
        return Optional.empty();
    }
}
