package io.outrigger.chassis.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of requests and of large answers that a service holds at once.
 *
 * <p>A limit on calls alone does not bound memory: a thousand small calls and a thousand calls of 64 MiB are different things.
 * Lock-free and safe for several threads.
 */
public final class ByteBudget {

    private final long bytesMax;
    private final AtomicLong held = new AtomicLong();

    public ByteBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes the bytes if they fit beside what is held already. */
    public boolean tryAcquire(long bytes) {
        while (true) {
            long current = held.get();
            if (bytes > bytesMax - current) {
                return false;
            }
            if (held.compareAndSet(current, current + bytes)) {
                return true;
            }
        }
    }

    /** Takes the bytes of what is there already, beyond the limit too: while so much is held, nothing more is let in. */
    public void force(long bytes) {
        held.addAndGet(bytes);
    }

    public void release(long bytes) {
        if (held.addAndGet(-bytes) < 0) {
            throw new IllegalStateException("more bytes were given back than taken");
        }
    }

    public long bytesHeld() {
        return held.get();
    }

    public long bytesMax() {
        return bytesMax;
    }
}
