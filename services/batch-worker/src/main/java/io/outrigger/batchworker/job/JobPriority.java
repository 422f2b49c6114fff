package io.outrigger.batchworker.job;

/** Which of a tenant's jobs goes first; in the order of importance. */
public enum JobPriority {
    LOW, NORMAL, HIGH
}
