package io.outrigger.batchworker.job;

import java.util.List;

/**
 * Chunks that go through the queue together: so many small jobs cost as many deliveries, and as many transactions, as a few.
 *
 * @param chunks at least one
 */
public record Parcel(List<ChunkId> chunks) {

    public Parcel {
        chunks = List.copyOf(chunks);
        if (chunks.isEmpty()) {
            throw new IllegalArgumentException("A parcel has at least one chunk.");
        }
    }

    public static Parcel of(ChunkId chunk) {
        return new Parcel(List.of(chunk));
    }
}
