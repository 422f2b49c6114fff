package io.outrigger.batchworker.rows;

/** Who wants to know that an input is still being cut, such as the keeper of a lease. */
@FunctionalInterface
public interface CutProgress {

    /** Called after each read, some thousands of times a second. What it throws ends the cutting, as that which was thrown. */
    void read(long bytesSoFar);
}
