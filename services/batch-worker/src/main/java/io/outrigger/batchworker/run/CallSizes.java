package io.outrigger.batchworker.run;

import io.outrigger.chassis.overload.RecentlyUsed;
import java.util.Map;

/**
 * How many rows of a model go into a call, where as many as it takes at once do not end in a call's time: half of those that were too
 * many, and twice as many again when calls of that size have ended in time for a while. Safe for several threads.
 */
final class CallSizes {

    private static final int MODELS_MAX = 256;
    private static final int CALLS_BEFORE_MORE = 32;

    private final Map<String, Size> sizes = RecentlyUsed.map(MODELS_MAX);

    /** Of a model whose calls were too long: the most rows, and calls of so many since. */
    private static final class Size {

        private int rows;
        private int inTime;
    }

    /** Most rows of one call. */
    synchronized int rowsMax(RowTerms terms) {
        Size size = sizes.get(terms.artifact());
        return size == null ? terms.callRowsMax() : Math.min(size.rows, terms.callRowsMax());
    }

    /** A call of so many rows was not over in its time. */
    synchronized void tooLong(RowTerms terms, int rows) {
        Size size = sizes.computeIfAbsent(terms.artifact(), _ -> new Size());
        size.rows = size.rows == 0 ? Math.max(1, rows / 2) : Math.min(size.rows, Math.max(1, rows / 2));
        size.inTime = 0;
    }

    synchronized void inTime(RowTerms terms, int rows) {
        Size size = sizes.get(terms.artifact());
        if (size != null && rows >= size.rows && ++size.inTime == CALLS_BEFORE_MORE) {
            size.rows *= 2;
            size.inTime = 0;
            if (size.rows >= terms.callRowsMax()) {
                sizes.remove(terms.artifact());
            }
        }
    }
}
