package io.outrigger.cli.call;

import java.time.Duration;

/** Waits; in tests it only says that it was asked to. */
@FunctionalInterface
public interface Pause {
    void of(Duration duration);
}
