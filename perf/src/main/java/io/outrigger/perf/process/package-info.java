/** Programs that are started for a measurement, or looked at by it. */
package io.outrigger.perf.process;
