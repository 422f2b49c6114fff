package io.outrigger.chassis.telemetry;

import java.util.Arrays;
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
    /** Waiting for a place in a batch. */
    QUEUE,
    /** The model server's answer, network included. */
    BACKEND;

    private static final Phase[] PHASES = values();

    /** The name on the wire and in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Phase> ofLabel(String label) {
        return Arrays.stream(PHASES).filter(phase -> phase.label().equals(label)).findFirst();
    }
}
