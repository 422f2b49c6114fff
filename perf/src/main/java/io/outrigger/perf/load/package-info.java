/**
 * What asks, and what is asked.
 *
 * <p>Two kinds of load. {@link io.outrigger.perf.load.ClosedLoop}: so many callers, each asks again when it has its answer; it shows
 * throughput. {@link io.outrigger.perf.load.OpenLoop}: requests at set times whatever the answers do, each latency counted from the time
 * its request was due; it shows what users feel when the platform stalls, which a closed loop hides.
 *
 * <p>Thread-safety: a {@link io.outrigger.perf.load.Target} is called from many threads; everything else belongs to the main thread.
 */
package io.outrigger.perf.load;
