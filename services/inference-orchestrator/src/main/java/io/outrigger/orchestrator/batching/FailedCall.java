package io.outrigger.orchestrator.batching;

import java.util.List;

/**
 * A call that failed for its content, and what came of its parts since.
 *
 * <p>Mostly one of its requests is bad, and ends alone. Where all of them are answered in smaller calls it was none of them, but the size:
 * the server takes fewer rows or bytes at once than is registered.
 */
final class FailedCall {

    private int partsOpen = 1;
    private int rowsAnsweredMax;
    private boolean saysNothing;

    /** Requests of it that go together. */
    record Part<T>(FailedCall whole, List<QueuedRequest<T>> requests) {
    }

    /** A part, at first the whole, is tried in two. */
    void halved() {
        partsOpen++;
    }

    void answered(int rows) {
        partsOpen--;
        rowsAnsweredMax = Math.max(rowsAnsweredMax, rows);
    }

    /** A part has ended without saying anything of the size: a bad request, another failure, or nobody waits any more. */
    void ended() {
        partsOpen--;
        saysNothing = true;
    }

    /** The rows that the server takes at once, when all is over and no request was bad; 0 otherwise. */
    int rowsTaken() {
        return partsOpen == 0 && !saysNothing ? rowsAnsweredMax : 0;
    }
}
