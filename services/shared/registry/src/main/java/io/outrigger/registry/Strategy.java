package io.outrigger.registry;

import java.util.Arrays;
import java.util.Optional;

/** How the router picks one fleet where a version has several. */
public enum Strategy {
    ROUND_ROBIN("round-robin"),
    /** Power of two choices on a peak-sensitive moving average of latency. */
    LEAST_LATENCY("least-latency");

    private final String text;

    Strategy(String text) {
        this.text = text;
    }

    /** The name that REST and the store use. */
    public String text() {
        return text;
    }

    public static Optional<Strategy> ofText(String text) {
        return Arrays.stream(values()).filter(strategy -> strategy.text.equals(text)).findFirst();
    }
}
