package io.outrigger.chassis.telemetry;

/**
 * How often a version of a model was asked so far, and how long its answers took.
 *
 * @param errors that are among the answers
 * @param boundsMs of the histogram's buckets, rising, without that of all that took longer
 * @param counts of answers up to each bound, those below it included
 * @param total of answers
 */
public record InferenceReading(String model, String version, long errors, double[] boundsMs, long[] counts, long total) { }
