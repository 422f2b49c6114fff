/**
 * Tensors as the Open Inference Protocol describes them, and the check of a request against a model's signature.
 *
 * <p>Everything that a request claims about its size is multiplied with overflow checks and compared with the bytes that are
 * there before anybody allocates: a shape such as {@code [1000000000000,64]} brings a real Triton down. All types are
 * immutable or stateless, so they are safe for any number of threads.
 */
package io.outrigger.openinference.tensor;
