/**
 * The Open Inference Protocol over REST: JSON with the binary tensor extension, to and from protobuf with raw contents.
 *
 * <p>Reading is streaming and strict. Numbers go from the parser straight into little-endian buffers whose size is bounded by
 * the body, never by a claimed shape. Stricter than Triton, which wraps integers, turns 1e39 into Infinity and ignores keys
 * it does not know: here what does not fit is refused with the element's index, and a key that is not of the protocol is
 * refused too, because it is most often a misspelt one; free-form values belong under {@code parameters}, where unknown
 * names pass.
 *
 * <p>All public types are stateless or immutable, so they are safe for any number of threads; a parser belongs to one request.
 */
package io.outrigger.openinference.json;
