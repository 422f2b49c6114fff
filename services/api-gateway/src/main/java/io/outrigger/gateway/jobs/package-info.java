/**
 * Jobs at the edge: the platform's own REST, OpenAI's shapes of it, and {@code outrigger.jobs.v1.JobService}, all over the worker's gRPC.
 *
 * <p>Here it is decided who asks ({@link io.outrigger.gateway.jobs.JobGate}: the tenant and the models of the token go along), and whether
 * a request can be read; everything else about a job is the worker's. Long answers come in pieces that are asked for one by one, so
 * memory does not depend on their length and a client that goes away ends the call behind. Events are written by hand: Helidon's sink
 * writes heads of its own past the front that knows HTTP/1.0, HEAD and the connection's end. Safe for several threads.
 */
package io.outrigger.gateway.jobs;
