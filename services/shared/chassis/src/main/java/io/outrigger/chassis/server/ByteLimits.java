package io.outrigger.chassis.server;

import io.outrigger.chassis.config.Settings;

/**
 * How many bytes of requests a service takes, alone and together.
 *
 * @param messageBytesMax one request's or answer's size
 * @param bytesInFlightMax all requests' sizes together; by default a quarter of the heap, since a request is held about twice
 */
record ByteLimits(long messageBytesMax, long bytesInFlightMax) {

    private static final long MIB = 1L << 20;
    private static final long MESSAGE_STANDARD = 64 * MIB;

    /** A message that could never be let in would be told for ever to come again, so settings that allow one are refused. */
    static ByteLimits from(Settings settings, long heapBytes) {
        long quarter = Math.max(1, heapBytes / 4 / MIB) * MIB;
        long inFlight = settings.bytes("BYTES_IN_FLIGHT_MAX", quarter, "size of all requests being served together");
        long message = settings.bytes("MESSAGE_BYTES_MAX", Math.min(MESSAGE_STANDARD, inFlight), "largest request or answer");
        if (message < 1 || message > inFlight) {
            settings.reject("MESSAGE_BYTES_MAX: expected 1 to BYTES_IN_FLIGHT_MAX (" + inFlight + "), found " + message + ".");
        }
        return new ByteLimits(message, inFlight);
    }
}
