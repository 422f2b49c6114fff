package io.outrigger.chassis.server;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The bytes of one connection: read by whoever serves it, and while that one is busy with a request, ahead by a thread of their own, since
 * a socket says that its client has gone to nobody but who reads.
 *
 * <p>What comes ahead is of further requests, or the rest of a body, and is kept in its order, up to a limit; behind that much nobody reads
 * ahead any more. One thread serves; another looks.
 */
final class ReadAhead implements Supplier<byte[]> {

    static final int BYTES_MAX = 64 << 10;

    private final Supplier<byte[]> socket;
    private byte[] ahead = {};
    private boolean ended;
    /** Somebody has a read under way: the one who serves, or the one who looks. */
    private boolean reading;
    private boolean wanted;

    ReadAhead(Supplier<byte[]> socket) {
        this.socket = socket;
    }

    /** Waits for the next bytes; null at the connection's end. */
    @Override
    public byte[] get() {
        synchronized (this) {
            wanted = true;
            try {
                while (reading && ahead.length == 0) {
                    wait();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return null;
            } finally {
                wanted = false;
            }
            if (ahead.length > 0) {
                byte[] taken = ahead;
                ahead = new byte[0];
                return taken;
            }
            if (ended) {
                return null;
            }
            reading = true;
        }
        byte[] bytes = null;
        try {
            bytes = socket.get();
        } finally {
            synchronized (this) {
                reading = false;
                ended = bytes == null;
            }
        }
        return bytes;
    }

    /**
     * Reads ahead on a thread of its own, unless somebody reads already, until the one who serves wants to read itself.
     *
     * @param gone runs when the client has closed its side or the connection is broken, and nobody was waiting for bytes
     */
    void look(Runnable gone) {
        synchronized (this) {
            if (!ended && (reading || wanted || ahead.length >= BYTES_MAX)) {
                return;
            }
            reading = !ended;
        }
        if (isEnded()) {
            gone.run();
        } else {
            Thread.ofVirtual().name("http-ahead").start(() -> readAhead(gone));
        }
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    private void readAhead(Runnable gone) {
        boolean goesOn = true;
        while (goesOn) {
            byte[] bytes;
            try {
                bytes = socket.get();
            } catch (UncheckedIOException broken) {
                bytes = null;
            }
            goesOn = take(bytes, gone);
        }
    }

    private boolean take(byte[] bytes, Runnable gone) {
        boolean unseen;
        synchronized (this) {
            if (bytes == null) {
                ended = true;
            } else {
                int held = ahead.length;
                ahead = Arrays.copyOf(ahead, held + bytes.length);
                System.arraycopy(bytes, 0, ahead, held, bytes.length);
            }
            reading = !ended && !wanted && ahead.length < BYTES_MAX;
            unseen = ended && !wanted;
            notifyAll();
            if (!unseen) {
                return reading;
            }
        }
        gone.run();
        return false;
    }
}
