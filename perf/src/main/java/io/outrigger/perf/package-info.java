/**
 * A load generator that measures the model server alone and the whole chain before it in one run, turn by turn, so that a noisy machine is
 * equally noisy to both.
 *
 * <p>Two kinds of load. {@link io.outrigger.perf.ClosedLoop}: so many callers, each asks again when it has its answer; it shows throughput.
 * {@link io.outrigger.perf.OpenLoop}: requests at set times whatever the answers do, each latency counted from the time its request was
 * due; it shows what users feel when the platform stalls, which a closed loop hides.
 *
 * <p>{@link io.outrigger.perf.HopComparison} measures one hop alone: what a call costs in it beside the least that a hop can be.
 *
 * <p>Thread-safety: a {@link io.outrigger.perf.Target} is called from many threads; everything else belongs to the main thread.
 */
package io.outrigger.perf;
