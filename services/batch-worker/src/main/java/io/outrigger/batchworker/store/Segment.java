package io.outrigger.batchworker.store;

import java.util.Optional;

/**
 * A chunk's part of what a job has answered.
 *
 * @param index of the chunk
 * @param offset of its first byte in all of the job's results, or errors
 * @param sha256 of its bytes, hexadecimal
 * @param key of the object that it is; empty where it lies in the database
 */
public record Segment(int index, long offset, long bytes, String sha256, Optional<String> key) {

    public long end() {
        return offset + bytes;
    }
}
