package io.outrigger.modelserver.runtime;

import java.nio.ByteBuffer;

/**
 * A tensor's elements, as they stand on the wire: little-endian, row-major, each BYTES element after its length (uint32).
 *
 * @param shape elements per dimension
 * @param data  from position to limit; direct where it may go into the runtime without another copy
 */
public record Tensor(String name, ElementType type, long[] shape, ByteBuffer data) {
}
