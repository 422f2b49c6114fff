package io.outrigger.modelserver.buffers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Direct buffers in sizes of powers of two, kept up to a limit.
 *
 * <p>Allocating a direct buffer clears it and later needs the collector; at a few kilobytes a row that costs as much as running
 * a small model.
 */
public final class BufferPool {

    private static final int SMALLEST_BITS = 10;
    private static final int LARGEST_BITS = 30;
    private static final int ALIGNMENT_BYTES = 64;

    private final Queue<ByteBuffer>[] idle;
    private final AtomicLong idleBytes = new AtomicLong();
    private final long idleBytesMax;

    /** @param idleBytesMax what may lie unused; buffers beyond it go to the collector */
    @SuppressWarnings("unchecked")
    public BufferPool(long idleBytesMax) {
        this.idleBytesMax = idleBytesMax;
        this.idle = Stream.generate(ConcurrentLinkedQueue<ByteBuffer>::new).limit(LARGEST_BITS + 1L).toArray(Queue[]::new);
    }

    /** A buffer of exactly these bytes, little-endian, its start fit for the runtime's vector loads. */
    public Lease acquire(int bytes) {
        int bits = Math.max(SMALLEST_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(bytes, 1) - 1));
        if (bits > LARGEST_BITS) {
            throw new IllegalArgumentException("no buffer holds " + bytes + " bytes");
        }
        ByteBuffer whole = idle[bits].poll();
        if (whole == null) {
            whole = ByteBuffer.allocateDirect((1 << bits) + ALIGNMENT_BYTES).alignedSlice(ALIGNMENT_BYTES).slice(0, 1 << bits);
        } else {
            idleBytes.addAndGet(-whole.capacity());
        }
        return new Lease(whole, bits, bytes);
    }

    /** Bytes that lie unused. */
    public long idleBytes() {
        return idleBytes.get();
    }

    private void takeBack(ByteBuffer whole, int bits) {
        if (idleBytes.addAndGet(whole.capacity()) > idleBytesMax) {
            idleBytes.addAndGet(-whole.capacity());
        } else {
            idle[bits].add(whole);
        }
    }

    /** One use of a buffer; it is given back once, however often it is closed. */
    public final class Lease implements AutoCloseable {

        private final ByteBuffer whole;
        private final ByteBuffer used;
        private final int bits;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Lease(ByteBuffer whole, int bits, int bytes) {
            this.whole = whole;
            this.bits = bits;
            this.used = whole.slice(0, bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        /** The bytes; not to be touched after the lease is closed. */
        public ByteBuffer buffer() {
            return used;
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                takeBack(whole, bits);
            }
        }
    }
}
