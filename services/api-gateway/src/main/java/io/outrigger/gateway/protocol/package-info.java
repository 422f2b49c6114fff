/**
 * The Open Inference Protocol at the edge: {@code inference.GRPCInferenceService} and {@code /v2}, for stock clients.
 *
 * <p>Over gRPC a message is parsed once, as views of its bytes, for the check, and the same bytes go on. Metadata comes from the
 * registry, which is what requests are checked against; whether a model is ready, its configuration and its statistics are the
 * model server's to say. Safe for several threads.
 */
package io.outrigger.gateway.protocol;
