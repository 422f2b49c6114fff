/**
 * A fleet of model servers that is none: it answers as one does, at once or after the time that a model on a GPU would take, without
 * using a processor of the machine that everything else runs on. So what is measured is what comes before the model.
 *
 * <p>{@link io.outrigger.perf.fleet.StandInFleet} is the server, {@link io.outrigger.perf.fleet.TimedInstances} what works in it,
 * {@link io.outrigger.perf.fleet.RegisteredFleet} one that a running platform knows for a while.
 */
package io.outrigger.perf.fleet;
