package io.outrigger.batchworker.run;

import io.outrigger.openinference.rows.RowKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts rows of one kind together, as many as a call may have, and no more than may wait. Rows of several kinds in turn are packed beside
 * one another; where too much waits, what has waited longest goes as it is. For one thread.
 */
final class RowPacking {

    private static final int KINDS_MAX = 8;

    private final int callRowsMax;
    private final long callBytesMax;
    private final Map<RowKind, Pack> open = new LinkedHashMap<>();
    private long waitingBytes;

    /** Rows of one kind so far. */
    private static final class Pack {

        private final List<PreparedRow> members = new ArrayList<>();
        private int rows;
        private long bytes;

        void add(PreparedRow row) {
            members.add(row);
            rows += row.rows();
            bytes += row.bytes();
        }
    }

    RowPacking(int callRowsMax, long callBytesMax) {
        this.callRowsMax = callRowsMax;
        this.callBytesMax = callBytesMax;
    }

    /** Adds a row; what is ready by that comes out. */
    List<List<PreparedRow>> add(PreparedRow row) {
        if (callRowsMax == 1 || row.shareable().isEmpty()) {
            return List.of(List.of(row));
        }
        List<List<PreparedRow>> ready = new ArrayList<>(1);
        RowKind kind = row.shareable().get().kind();
        Pack pack = open.get(kind);
        if (pack != null && (pack.rows + row.rows() > callRowsMax || pack.bytes + row.bytes() > callBytesMax)) {
            ready.add(taken(kind));
        }
        open.computeIfAbsent(kind, _ -> new Pack()).add(row);
        waitingBytes += row.bytes();
        if (open.get(kind).rows >= callRowsMax) {
            ready.add(taken(kind));
        }
        while (open.size() > KINDS_MAX || waitingBytes > callBytesMax && !open.isEmpty()) {
            ready.add(taken(open.keySet().iterator().next()));
        }
        return ready;
    }

    /** What has not come out. */
    List<List<PreparedRow>> rest() {
        List<List<PreparedRow>> rest = new ArrayList<>();
        while (!open.isEmpty()) {
            rest.add(taken(open.keySet().iterator().next()));
        }
        return rest;
    }

    private List<PreparedRow> taken(RowKind kind) {
        Pack pack = open.remove(kind);
        waitingBytes -= pack.bytes;
        return pack.members;
    }
}
