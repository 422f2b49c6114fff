package io.outrigger.modelserver.runtime;

import io.outrigger.modelserver.runtime.Rows.Along;
import io.outrigger.modelserver.runtime.Rows.None;

/** Where rows are in the product of two matrices, or of two stacks of them. */
final class RowProducts {

    private RowProducts() {
    }

    static Rows matrices(Rows left, Rows right, Rows mixed) {
        if (left instanceof Along rows && right instanceof None weights) {
            return left(rows, weights, mixed);
        }
        if (left instanceof None weights && right instanceof Along rows) {
            return right(weights, rows, mixed);
        }
        return left instanceof Along one && right instanceof Along other ? both(one, other, mixed) : Rows.UNCLEAR;
    }

    /** The last axis of the left one is summed up. */
    private static Rows left(Along rows, None weights, Rows mixed) {
        if (rows.rank() < 0 || weights.rank() < 0) {
            return Rows.UNCLEAR;
        }
        if (rows.axis() == rows.rank() - 1) {
            return mixed;
        }
        int rank = Math.max(rows.rank(), weights.rank());
        int removed = weights.rank() == 1 ? 1 : 0;
        return Rows.along(rows.axis() + rank - rows.rank(), rank - removed);
    }

    /** The last axis but one of the right one is, or its only one. */
    private static Rows right(None weights, Along rows, Rows mixed) {
        if (rows.rank() < 0 || weights.rank() < 2) {
            return Rows.UNCLEAR;
        }
        if (rows.axis() == Math.max(0, rows.rank() - 2)) {
            return mixed;
        }
        int rank = Math.max(rows.rank(), weights.rank());
        return Rows.along(rows.axis() + rank - rows.rank(), rank);
    }

    /** Stacks of matrices, one for each row, are multiplied row by row; within one matrix every row meets every other. */
    private static Rows both(Along one, Along other, Rows mixed) {
        if (one.rank() < 2 || other.rank() < 2) {
            return Rows.UNCLEAR;
        }
        int fromEnd = one.rank() - one.axis();
        int othersFromEnd = other.rank() - other.axis();
        if (fromEnd > 2 && fromEnd == othersFromEnd) {
            return Rows.along(Math.max(one.rank(), other.rank()) - fromEnd, Math.max(one.rank(), other.rank()));
        }
        boolean pairs = fromEnd == 2 && othersFromEnd == 1;
        boolean summed = fromEnd == 1 && othersFromEnd == 2;
        return pairs || summed ? mixed : Rows.UNCLEAR;
    }
}
