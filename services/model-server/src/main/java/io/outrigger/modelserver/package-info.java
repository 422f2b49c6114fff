/**
 * The model server: the Open Inference Protocol on ONNX Runtime, for processors, and the stand-in for Triton in tests.
 *
 * <p>{@code grpc} and {@code http} are the edges, {@code protocol} what they share; {@code repository} knows what is loaded,
 * {@code execution} takes a request through one version, {@code batching} decides what runs together, {@code runtime} and {@code
 * buffers} are the ground, {@code statistics} counts.
 */
package io.outrigger.modelserver;
