package io.outrigger.registry;

import java.util.Arrays;
import java.util.Optional;

/** Whether requests to a model may share calls of their fleet. */
public enum Batching {
    ON("on"),
    /** Each request is a call of its own. */
    OFF("off");

    private final String text;

    Batching(String text) {
        this.text = text;
    }

    /** The name that REST and the store use. */
    public String text() {
        return text;
    }

    public static Optional<Batching> ofText(String text) {
        return Arrays.stream(values()).filter(batching -> batching.text.equals(text)).findFirst();
    }
}
