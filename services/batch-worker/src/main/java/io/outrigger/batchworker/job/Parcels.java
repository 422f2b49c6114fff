package io.outrigger.batchworker.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts chunks into parcels in the order in which they are to go. Chunks of one model share a parcel while they have few rows together;
 * one that is large, or that was in the queue before, has its own, so that a chunk which takes its worker down does so alone the next
 * time.
 */
final class Parcels {

    static final int CHUNKS_MAX = 16;
    static final int ROWS_MAX = 64;

    private final List<List<ChunkId>> parcels = new ArrayList<>();
    /** By the model of the chunks. */
    private final Map<String, Open> open = new HashMap<>();

    /** One that may take more. */
    private static final class Open {

        private final List<ChunkId> chunks = new ArrayList<>();
        private long rows;

        boolean hasRoom(int more) {
            return chunks.size() < CHUNKS_MAX && rows + more <= ROWS_MAX;
        }
    }

    void add(String jobId, String model, PublishCandidate.Waiting chunk) {
        var id = new ChunkId(jobId, chunk.index());
        if (chunk.isAgain() || chunk.rows() > ROWS_MAX) {
            parcels.add(List.of(id));
            return;
        }
        Open parcel = open.get(model);
        if (parcel == null || !parcel.hasRoom(chunk.rows())) {
            parcel = new Open();
            parcels.add(parcel.chunks);
            open.put(model, parcel);
        }
        parcel.chunks.add(id);
        parcel.rows += chunk.rows();
    }

    List<Parcel> all() {
        return parcels.stream().map(Parcel::new).toList();
    }
}
