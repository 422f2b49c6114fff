/**
 * What a request leaves behind: metrics, spans, one log line, and the time of its steps.
 *
 * <p>{@link io.outrigger.chassis.telemetry.Telemetry} belongs to one server, {@link
 * io.outrigger.chassis.telemetry.RequestContext} to one request. Everything here is safe for several threads.
 */
package io.outrigger.chassis.telemetry;
