/**
 * Who is calling and what the caller may do: bearer tokens on REST and gRPC, before a byte of a body is read.
 *
 * <p>A {@link io.outrigger.gateway.access.Caller} lives in {@link io.grpc.Context}, so code behind both edges asks the same
 * question the same way; where nobody put one, nothing is allowed. Safe for several threads.
 */
package io.outrigger.gateway.access;
