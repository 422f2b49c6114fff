/**
 * One vocabulary of failure for REST and gRPC.
 *
 * <p>Code that notices a failure throws a {@link io.outrigger.chassis.errors.ServiceException}; the two edges turn it into
 * problem+json ({@link io.outrigger.chassis.errors.Problem}) or a gRPC status with details
 * ({@link io.outrigger.chassis.errors.GrpcErrors}), and the next hop reads those details back. Everything here is immutable.
 */
package io.outrigger.chassis.errors;
