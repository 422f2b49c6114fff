package io.outrigger.perf.load;

import java.time.Duration;

/** A way to put work on a target. */
public sealed interface Load permits ClosedLoop, OpenLoop {
    String describe();

    /** Drives the target for the duration and until its last answer is in. */
    void drive(Target target, Duration duration, Tally tally) throws InterruptedException;
}
