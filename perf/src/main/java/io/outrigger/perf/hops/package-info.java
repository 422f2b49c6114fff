/**
 * What a request costs on its way in processor time, beside the least that a hop can be, a {@link io.outrigger.perf.hops.BareForwarder}.
 */
package io.outrigger.perf.hops;
