package io.outrigger.perf.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept HTTP/1.1 connection, with as little work a request as can be: it shares its processors with those who are measured. For one
 * thread at a time.
 */
public final class HttpConnection implements AutoCloseable {
    private static final int TIMEOUT_MS = 60_000;
    private static final int LINE_BYTES_MAX = 16 << 10;
    private static final int BODY_BYTES_MAX = 64 << 20;
    private static final int STATUS_AT = 9;
    private static final int STATUS_END = 12;

    private final Socket socket;
    private final InputStream in;
    private boolean reusable = true;

    private HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** The answer of a server. */
    public record Answer(int status, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    public static HttpConnection open(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
            return new HttpConnection(socket);
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    /**
     * Sends a whole request and reads its answer.
     *
     * @throws EOFException where the server had closed the connection before it answered anything
     */
    public Answer ask(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        String status = line();
        if (!status.matches("HTTP/1\\.[01] \\d{3}.*")) {
            throw new IOException("no HTTP: " + status);
        }
        int length = -1;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(lower.indexOf(':') + 1).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            } else if (lower.startsWith("connection:") && lower.contains("close")) {
                reusable = false;
            }
        }
        if (!chunked && (length < 0 || length > BODY_BYTES_MAX)) {
            throw new IOException("an answer of " + length + " bytes");
        }
        return new Answer(Integer.parseInt(status.substring(STATUS_AT, STATUS_END)), chunked ? chunks() : in.readNBytes(length));
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.write(in.readNBytes(size));
            line();
        }
        while (!line().isEmpty()) {
            continue; // trailers say nothing here
        }
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        int size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
        if (size > BODY_BYTES_MAX) {
            throw new IOException("a chunk of " + size + " bytes");
        }
        return size;
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server has closed the connection");
            }
            if (text.length() == LINE_BYTES_MAX) {
                throw new IOException("a line of more than " + LINE_BYTES_MAX + " bytes");
            }
            if (next != '\r') {
                text.append((char) next);
            }
        }
        return text.toString();
    }

    public boolean isReusable() {
        return reusable;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            reusable = false;
        }
    }
}
