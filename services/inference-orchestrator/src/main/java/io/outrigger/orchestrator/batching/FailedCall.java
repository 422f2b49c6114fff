package io.outrigger.orchestrator.batching;

import java.util.List;

/**
 * A call that failed for its content, and what came of its parts since.
 *
 * <p>Mostly one of its requests is bad, and ends alone. Where all of them are answered in smaller calls it was none of them, but the size:
 * the server takes fewer rows or bytes at once than is registered.
 */
final class FailedCall {

    private int partsOpen;
    private int rowsAnsweredMax;
    private boolean hadBadRequest;

    /** Requests of it that go together. */
    record Part<T>(FailedCall whole, List<QueuedRequest<T>> requests) {
    }

    void partsAdded(int count) {
        partsOpen += count;
    }

    void answered(int rows) {
        partsOpen--;
        rowsAnsweredMax = Math.max(rowsAnsweredMax, rows);
    }

    /** A part has ended without saying anything of the size: a bad request, another failure, or nobody waits any more. */
    void ended() {
        partsOpen--;
        hadBadRequest = true;
    }

    /** A part has failed for its content too; its own parts follow. */
    void halved() {
        partsOpen--;
    }

    /** The rows that the server takes at once, when all is over and no request was bad; 0 otherwise. */
    int rowsTaken() {
        return partsOpen == 0 && !hadBadRequest ? rowsAnsweredMax : 0;
    }
}
