package io.outrigger.batchworker.rows;

/**
 * Where the lines of a chunk lie in the input of its job.
 *
 * @param index of the chunk, from 0
 * @param offset of its first byte in the input
 * @param length of it in bytes, line ends included
 * @param firstLine the number of its first line in the input, from 1
 * @param rows its lines, empty and unreadable ones included
 * @param duplicateLines the numbers, in the input and ascending, of those of its lines whose custom_id an earlier line of the input has
 */
public record ChunkPlace(int index, long offset, long length, long firstLine, int rows, int[] duplicateLines) {
}
