/**
 * ONNX Runtime behind a small face: element types, tensors as bytes, one session per model file.
 *
 * <p>Tensors are bytes in the coding of the wire (little-endian, row-major, BYTES with length prefixes) from end to end, so
 * nothing is boxed and a direct buffer goes into the runtime as it is. A session may be called by many threads at once.
 */
package io.outrigger.modelserver.runtime;
