package io.outrigger.gateway.traffic;

import java.util.Map;

/**
 * All meters at one moment.
 *
 * @param atNanos on the clock for durations
 * @param tallies of what has had a request; what is missing had none
 */
record Reading(long atNanos, Map<ModelVersion, Tally> tallies) {

    Reading {
        tallies = Map.copyOf(tallies);
    }

    Tally tally(ModelVersion of) {
        return tallies.getOrDefault(of, Tally.NONE);
    }
}
