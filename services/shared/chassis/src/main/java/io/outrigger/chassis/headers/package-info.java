/**
 * The one list of headers that travel between hops: who sets each, who may believe it, who strips it.
 *
 * <p>{@link io.outrigger.chassis.headers.PlatformHeader} is that list, {@link io.outrigger.chassis.headers.RoutingHeaders} the
 * values of one request, {@link io.outrigger.chassis.headers.Tenant} and {@link io.outrigger.chassis.headers.Priority} the rules
 * of two of them, {@link io.outrigger.chassis.headers.CorrelationId} the id that comes from outside and is checked
 * before it is believed. Everything here is immutable.
 */
package io.outrigger.chassis.headers;
