package io.outrigger.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Something long that is read as it comes, and goes on where it was when the connection was cut, or when more of it is there.
 * For one thread.
 */
public final class Download {

    private static final int PIECE_BYTES = 1 << 16;
    private static final int PARTIAL = 206;
    private static final int NOTHING_BEHIND = 416;

    private final RestClient client;
    private final String path;
    private final OutputStream into;
    private long offset;

    /** @param offset where to begin: so many bytes are there already */
    public Download(RestClient client, String path, OutputStream into, long offset) {
        this.client = client;
        this.path = path;
        this.into = into;
        this.offset = offset;
    }

    /**
     * Reads to the end of what is there now. Its answer has no body when that went well, also where nothing new was there.
     *
     * @throws IOException when the connection is cut: call it again
     * @throws UncheckedIOException when it cannot be written
     */
    public RestAnswer read() throws IOException {
        String[] headers = offset == 0 ? new String[0] : new String[] {"Range", "bytes=" + offset + "-"};
        try (RestStream answer = client.stream(path, headers)) {
            if (offset > 0 && answer.status() == NOTHING_BEHIND) {
                return new RestAnswer(PARTIAL, answer.headers(), new byte[0]);
            }
            if (!answer.succeeded()) {
                return answer.whole();
            }
            if (offset > 0 && answer.status() != PARTIAL) {
                answer.body().skipNBytes(offset); // whoever takes no ranges sends it all
            }
            copy(answer.body());
            return new RestAnswer(answer.status(), answer.headers(), new byte[0]);
        }
    }

    /** How many bytes have been written, with those that were there. */
    public long offset() {
        return offset;
    }

    private void copy(InputStream from) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
            write(piece, read);
        }
    }

    private void write(byte[] piece, int length) {
        try {
            into.write(piece, 0, length);
            into.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        offset += length;
    }
}
