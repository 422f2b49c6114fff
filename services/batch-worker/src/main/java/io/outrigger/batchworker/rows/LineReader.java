package io.outrigger.batchworker.rows;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream, one after the other, of which at most one is in memory.
 *
 * <p>A line ends with LF or CRLF; the last one needs no end, and behind the last end there is no line. A byte order mark at the start of
 * a line is left out: files that were put together have them in the middle. A line that is too long is passed over and said to be so,
 * and the next one is read as ever. For one thread.
 */
public final class LineReader implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 << 10;
    /** What a line may have besides its content: a byte order mark and its end. */
    private static final int AROUND_BYTES_MAX = 5;

    private final InputStream input;
    private final int lineBytesMax;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int begin;
    private int next;
    private int limit;
    private int from;
    private int to;
    private long number;
    private long offset;
    private long length;
    private boolean tooLong;

    /**
     * A reader of lines.
     *
     * @param firstLine the number of the first of them
     * @param lineBytesMax the longest line that is handed out, its end not counted
     */
    public LineReader(InputStream input, long firstLine, int lineBytesMax) {
        this.input = input;
        this.number = firstLine - 1;
        this.lineBytesMax = lineBytesMax;
    }

    /** Reads the next line; false where there is none. */
    public boolean next() throws IOException {
        offset += length;
        length = 0;
        tooLong = false;
        begin = next;
        int end = find(begin);
        while (end < 0) {
            int known = limit - begin;
            if (!fill()) {
                next = limit;
                return ended(limit, limit);
            }
            end = find(tooLong ? 0 : begin + known);
        }
        next = end + 1;
        return ended(end > begin && buffer[end - 1] == '\r' ? end - 1 : end, next);
    }

    private int find(int start) {
        for (int i = start; i < limit; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Reads more of a line that has no end yet; false where there is no more. */
    private boolean fill() throws IOException {
        if (tooLong || limit - begin >= lineBytesMax + AROUND_BYTES_MAX) {
            tooLong = true;
            length += limit - begin;
            begin = 0;
            limit = 0;
        } else if (begin > 0) {
            System.arraycopy(buffer, begin, buffer, 0, limit - begin);
            limit -= begin;
            begin = 0;
        } else if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(2L * limit, lineBytesMax + (long) AROUND_BYTES_MAX));
        }
        int read = input.read(buffer, limit, buffer.length - limit);
        limit += Math.max(0, read);
        return read >= 0;
    }

    private boolean ended(int contentEnd, int lineEnd) {
        length += lineEnd - begin;
        boolean marked = contentEnd - begin >= 3
                && buffer[begin] == (byte) 0xef && buffer[begin + 1] == (byte) 0xbb && buffer[begin + 2] == (byte) 0xbf;
        from = marked && !tooLong ? begin + 3 : begin;
        to = contentEnd;
        tooLong |= to - from > lineBytesMax;
        boolean isLine = lineEnd > contentEnd || from < to || tooLong;
        number += isLine ? 1 : 0;
        return isLine;
    }

    /** The number of the line. */
    public long number() {
        return number;
    }

    /** Where the line begins in the stream. */
    public long offset() {
        return offset;
    }

    /** Bytes of the line in the stream, its end and a byte order mark included. */
    public long length() {
        return length;
    }

    /** Whether the line is longer than one may be; then there is nothing of it. */
    public boolean isTooLong() {
        return tooLong;
    }

    /** The line, without its end; the caller's to keep. */
    public byte[] bytes() {
        return tooLong ? new byte[0] : Arrays.copyOfRange(buffer, from, to);
    }

    /** What holds the line until the next one is read, from {@link #from} on. */
    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    int size() {
        return tooLong ? 0 : to - from;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
