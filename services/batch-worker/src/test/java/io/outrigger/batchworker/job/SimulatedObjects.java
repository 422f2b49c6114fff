package io.outrigger.batchworker.job;

import static io.outrigger.batchworker.job.JobInvariants.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The object store: lines of a chunk under its token, which are there before anybody counts them. */
final class SimulatedObjects {

    private final Map<Key, List<Line>> objects = new LinkedHashMap<>();

    private record Key(ChunkId chunk, int token) {
    }

    /** The line of a row. */
    record Line(int row, Kind kind) {
    }

    /** What stands in it. */
    enum Kind {
        RESULT, REFUSED, SERVER_LOST, POISONED, CANCELLED, WINDOW_PASSED, ERROR_BUDGET_EXCEEDED;

        static Kind of(StopReason reason) {
            return valueOf(reason.name());
        }

        Optional<StopReason> reason() {
            return switch (this) {
                case RESULT, REFUSED, SERVER_LOST, POISONED -> Optional.empty();
                case CANCELLED, WINDOW_PASSED, ERROR_BUDGET_EXCEEDED -> Optional.of(StopReason.valueOf(name()));
            };
        }
    }

    void put(ChunkId chunk, int token, List<Line> lines) {
        List<Line> before = objects.putIfAbsent(new Key(chunk, token), List.copyOf(lines));
        check(before == null, () -> chunk + " was written twice under the token " + token);
    }

    List<Line> read(ChunkId chunk, int token) {
        List<Line> lines = objects.get(new Key(chunk, token));
        check(lines != null, () -> chunk + " has no lines under the token that counts, " + token);
        return lines;
    }

    void delete(ChunkId chunk, int token) {
        objects.remove(new Key(chunk, token));
    }

    /** What the sweeper does with lines that nobody will ever count. */
    void deleteOrphans(SimulatedDatabase database) {
        for (Key key : new ArrayList<>(objects.keySet())) {
            Chunk chunk = database.chunk(key.chunk);
            if (key.token < chunk.lease().token()) {
                objects.remove(key);
            }
        }
    }
}
