package io.outrigger.gateway.capture;

import io.outrigger.registry.Resolution;
import java.time.Instant;

/**
 * A request with its answer, which is to be kept.
 *
 * @param time of the answer
 * @param id of the request, as the log has it
 */
record CapturedCall(Instant time, String id, Resolution meant, CapturedInput input, CapturedAnswer answer) {

    /** Beside input and answer. */
    private static final int OVERHEAD_BYTES = 512;

    String model() {
        return meant.model().name();
    }

    long bytes() {
        return input.bytes() + answer.bytes() + OVERHEAD_BYTES;
    }
}
