/**
 * Deadlines: how long a request has, from the edge to the model.
 *
 * <p>The deadline lives in {@link io.grpc.Context}; every call made on behalf of a request inherits what is left of it.
 * Stateless.
 */
package io.outrigger.chassis.deadline;
