/**
 * An inference at the edge: which version is meant, may the caller, does the request fit its signature; then on to the router.
 *
 * <p>{@link io.outrigger.gateway.inference.ModelGate} is the core that {@code POST /v1/infer} ({@link
 * io.outrigger.gateway.inference.InferRoute}) and the Open Inference Protocol share. Nothing is called for a request that does
 * not fit. Safe for several threads.
 */
package io.outrigger.gateway.inference;
