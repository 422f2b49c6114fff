/**
 * What the gateway has answered of late, out of its own metrics: rates and latencies of models and versions.
 *
 * <p>Meters only ever grow, so what happened in a while is the difference of two readings. Quantiles come from the buckets of histograms,
 * which may be added up over versions, where quantiles may not be averaged. Everything but {@link
 * io.outrigger.gateway.traffic.TrafficMeters} and {@link io.outrigger.gateway.traffic.TrafficHistory} is immutable, and knows no clock.
 */
package io.outrigger.gateway.traffic;
