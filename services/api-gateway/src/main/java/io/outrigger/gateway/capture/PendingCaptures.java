package io.outrigger.gateway.capture;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits to be stored: calls as they come, and beside them the room that their lines take until they are stored. Nobody waits here:
 * what does not fit is refused. Safe for several threads.
 */
final class PendingCaptures {

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();
    private final ConcurrentLinkedQueue<CapturedCall> calls = new ConcurrentLinkedQueue<>();

    PendingCaptures(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** False where there is no room. */
    boolean offer(CapturedCall call) {
        return take(call.bytes()) && calls.add(call);
    }

    /** The next call, of which the room stays taken; null where there is none. */
    CapturedCall poll() {
        return calls.poll();
    }

    /** Takes so many bytes of room. */
    boolean take(long more) {
        if (bytes.addAndGet(more) <= bytesMax) {
            return true;
        }
        bytes.addAndGet(-more);
        return false;
    }

    void release(long fewer) {
        bytes.addAndGet(-fewer);
    }

    long bytes() {
        return bytes.get();
    }
}
