package io.outrigger.router.fleet;

import io.outrigger.chassis.errors.ErrorCode;
import java.util.Optional;
import java.util.Set;

/**
 * Whether one target is up: a state machine without clock and thread, told of each answer and each probe.
 *
 * <p>It begins up, so that a new fleet serves at once; enough bad news in a row takes it down, one piece of good news brings it
 * back.
 */
final class FleetHealth {

    /** Failures that say something about the target, not about the request or the way to the orchestrator. */
    private static final Set<ErrorCode> BAD_NEWS =
            Set.of(ErrorCode.BACKEND_UNAVAILABLE, ErrorCode.BACKEND_LOST, ErrorCode.MODEL_NOT_READY, ErrorCode.FLEET_NOT_FOUND);
    /** Failures that only a living model server can cause. */
    private static final Set<ErrorCode> GOOD_NEWS = Set.of(ErrorCode.MODEL_REJECTED_INPUT, ErrorCode.BACKEND_FAILED);

    private final int failuresMax;
    private int failuresInARow;
    private boolean up = true;
    private Failure last;

    /** Why the target is, or was last, down. */
    record Failure(ErrorCode code, String sentence) {
    }

    FleetHealth(int failuresMax) {
        this.failuresMax = failuresMax;
    }

    /** It answered, or said that it is ready. True when this changed its state. */
    synchronized boolean succeeded() {
        failuresInARow = 0;
        boolean changed = !up;
        up = true;
        return changed;
    }

    /** A request or a probe failed. True when this changed its state. */
    synchronized boolean failed(ErrorCode code, String sentence) {
        if (GOOD_NEWS.contains(code)) {
            return succeeded();
        }
        if (code == ErrorCode.ARTIFACT_MISMATCH) {
            return down(code, sentence);
        }
        if (!BAD_NEWS.contains(code)) {
            return false;
        }
        last = new Failure(code, sentence);
        failuresInARow++;
        boolean changed = up && failuresInARow >= failuresMax;
        up = up && !changed;
        return changed;
    }

    /** It said itself that it is not ready. True when this changed its state. */
    synchronized boolean notReady(String sentence) {
        return down(ErrorCode.MODEL_NOT_READY, sentence);
    }

    /** There is no doubt, so one piece of such news is enough. */
    private boolean down(ErrorCode code, String sentence) {
        last = new Failure(code, sentence);
        failuresInARow = failuresMax;
        boolean changed = up;
        up = false;
        return changed;
    }

    synchronized boolean isUp() {
        return up;
    }

    synchronized Optional<Failure> lastFailure() {
        return Optional.ofNullable(last);
    }
}
