/** Measures the platform: {@link io.outrigger.perf.Studies} are the commands, one for each table of {@code perf/README.md}. */
package io.outrigger.perf;
