/**
 * What a measurement with a command of its own is: a {@link io.outrigger.perf.study.Study} says what options it takes, measures, and
 * gives {@link io.outrigger.perf.study.Findings}.
 *
 * <p>What is compared takes turns in one run, in short slices, so that a noisy machine is equally noisy to all; ratios are what counts.
 */
package io.outrigger.perf.study;
