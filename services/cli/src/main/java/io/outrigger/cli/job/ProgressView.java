package io.outrigger.cli.job;

/** Whoever shows how a job goes. */
@FunctionalInterface
interface ProgressView {
    /** It was seen like this. */
    void saw(ToldJob job);
}
