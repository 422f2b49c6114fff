package io.outrigger.batchworker.run;

/**
 * The lines of a chunk: each row has one in one of the two, in the order of the input.
 *
 * @param results lines of the rows that were answered, as errors has those of the others
 */
public record ChunkOutput(byte[] results, byte[] errors, long completed, long failed) {
}
