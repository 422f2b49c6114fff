package io.outrigger.registryview;

import io.outrigger.chassis.background.Backoff;
import java.time.Duration;

/**
 * How a view watches.
 *
 * @param silenceMax a stream that brings nothing for so long is broken; three of the registry's heartbeats
 * @param backoffMin the wait after the first failure; doubles with each further one
 * @param backoffMax the longest wait; one second, so that a registry that is back is noticed at once
 * @param currentPatience the longest that a request for something unknown waits for this copy to be as new as the registry
 * @param looksInterval the registry is asked at most once in so long how far it is, however many such requests come
 */
public record RegistryViewConfig(
        Duration silenceMax, Duration backoffMin, Duration backoffMax, Duration currentPatience, Duration looksInterval) {

    public static final RegistryViewConfig DEFAULT = new RegistryViewConfig(
            Duration.ofSeconds(6), Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(25));

    public RegistryViewConfig {
        if (!silenceMax.isPositive() || !backoffMin.isPositive() || backoffMax.compareTo(backoffMin) < 0
                || !currentPatience.isPositive() || looksInterval.isNegative()) {
            throw new IllegalArgumentException("durations must be positive and backoffMax not under backoffMin");
        }
    }

    /** Waits between attempts; spread over their upper half, so that watchers do not come in step. */
    Backoff backoff() {
        return new Backoff(backoffMin, backoffMax, 0.5);
    }
}
