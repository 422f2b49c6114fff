/**
 * Direct buffers that are used again and again.
 *
 * <p>A tensor is copied once, from the wire into one of these, and the runtime reads it there. Buffers belong to the garbage
 * collector in the end: one that is never given back costs the pool an allocation and leaks nothing. Thread-safe.
 */
package io.outrigger.modelserver.buffers;
