package io.outrigger.router.fleet;

import io.outrigger.chassis.config.Settings;
import java.time.Duration;

/**
 * How fleets are watched and compared.
 *
 * @param probeInterval one second, so that a fleet's return is noticed within two
 * @param probeTimeout after which a fleet that does not answer counts as unreachable
 * @param failuresMax consecutive failures that mark a target down; two, since one may be a single server of many
 * @param trialsMax requests that may be on their way to a target that is down, where there is no better one
 * @param latencyDecay time in which an old latency loses two thirds of its weight
 */
public record FleetConfig(Duration probeInterval, Duration probeTimeout, int failuresMax, int trialsMax, Duration latencyDecay) {

    public static FleetConfig from(Settings settings) {
        FleetConfig config = new FleetConfig(
                settings.duration("PROBE_INTERVAL", Duration.ofSeconds(1), "time between two looks at a fleet's readiness"),
                settings.duration("PROBE_TIMEOUT", Duration.ofSeconds(1), "time in which a fleet must say that it is ready"),
                settings.integer("FLEET_FAILURES_MAX", 2, 1, 1_000, "failures in a row that mark a fleet down"),
                settings.integer("FLEET_TRIALS_MAX", 8, 1, 10_000, "requests at once to a fleet that is down and has no substitute"),
                settings.duration("LATENCY_DECAY", Duration.ofSeconds(10), "time in which an old latency loses two thirds of its weight"));
        if (!config.probeInterval().isPositive() || !config.probeTimeout().isPositive() || !config.latencyDecay().isPositive()) {
            settings.reject("PROBE_INTERVAL, PROBE_TIMEOUT, LATENCY_DECAY: expected more than 0.");
        }
        return config;
    }
}
