package io.outrigger.batchworker.run;

import io.outrigger.batchworker.rows.RowLine;
import io.outrigger.chassis.errors.ErrorCode;
import java.io.ByteArrayOutputStream;

/** The lines of a chunk's rows as they come about, each row's once and in any order. Safe for several threads. */
final class RowLines {

    private final byte[][] lines;
    private final boolean[] failed;
    private final RowLine[] begun;
    private int left;
    private long resultBytesLeft;

    /** @param resultBytesMax of all results together */
    RowLines(int rows, long resultBytesMax) {
        this.resultBytesLeft = resultBytesMax;
        this.lines = new byte[rows][];
        this.failed = new boolean[rows];
        this.begun = new RowLine[rows];
        this.left = rows;
    }

    /** Takes a result; false where there is no room for it. */
    synchronized boolean completed(int index, byte[] line) {
        if (line.length > resultBytesLeft) {
            return false;
        }
        resultBytesLeft -= line.length;
        put(index, line, false);
        return true;
    }

    /** Keeps what the line of a row that is being run will begin with. */
    synchronized void begun(int index, RowLine line) {
        begun[index] = line;
    }

    void failed(int index, byte[] line) {
        put(index, line, true);
    }

    private synchronized void put(int index, byte[] line, boolean error) {
        if (lines[index] != null) {
            throw new IllegalStateException("row " + index + " of the chunk has its line");
        }
        lines[index] = line;
        failed[index] = error;
        begun[index] = null;
        left--;
    }

    /** Gives every row that was begun and has no line an error. */
    synchronized void failBegun(ErrorCode code, String sentence) {
        for (int i = 0; i < lines.length; i++) {
            if (begun[i] != null) {
                put(i, begun[i].error(code, sentence), true);
            }
        }
    }

    synchronized boolean areAll() {
        return left == 0;
    }

    /** All lines; they are not kept here any more. */
    synchronized ChunkOutput output() {
        long errors = 0;
        var results = new ByteArrayOutputStream();
        var others = new ByteArrayOutputStream();
        for (int i = 0; i < lines.length; i++) {
            (failed[i] ? others : results).writeBytes(lines[i]);
            errors += failed[i] ? 1 : 0;
            lines[i] = null;
        }
        return new ChunkOutput(results.toByteArray(), others.toByteArray(), lines.length - errors, errors);
    }
}
