package io.outrigger.gateway.capture;

import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Decides which requests of a share are kept. */
final class CaptureChoice {

    /** What says how long a request may wait changes no answer; other parameters might, and a job's rows have none. */
    private static final Set<String> PASSED_OVER = Set.of("timeout", "priority", "triton_enable_empty_final_response");

    private final MinuteLimit limit;
    private final long recordBytesMax;

    CaptureChoice(InstantSource clock, long recordBytesMax) {
        this.limit = new MinuteLimit(clock);
        this.recordBytesMax = recordBytesMax;
    }

    /** Why a request of the share is not kept; empty for one that is. */
    Optional<CaptureOutcome> refusal(CapturedCall call) {
        if (call.input() instanceof CapturedInput.Tensors tensors
                && !PASSED_OVER.containsAll(tensors.request().getParametersMap().keySet())) {
            return Optional.of(CaptureOutcome.UNSUPPORTED);
        }
        if (call.bytes() > recordBytesMax) {
            return Optional.of(CaptureOutcome.TOO_LARGE);
        }
        return limit.take(call.model(), call.meant().model().capture().requestsPerMinute())
                ? Optional.empty() : Optional.of(CaptureOutcome.LIMITED);
    }
}
