package io.outrigger.gateway.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What came back on the socket. A stream of events is left after its head.
 *
 * @param headers by their names in lower case, the last of each
 */
record RawAnswer(int status, Map<String, String> headers, byte[] body) {

    private static final int PATIENCE_MS = 20_000;

    /** Sends a request on a connection of its own; empty where the server closed that without a word. */
    static Optional<RawAnswer> to(RawRequest request, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            try {
                socket.getOutputStream().write(request.bytes());
                if (request.framing().promisesMore()) {
                    socket.shutdownOutput();
                }
            } catch (SocketException refusedAlready) {
                return read(socket.getInputStream(), request); // it answers in the middle of what is too much
            }
            return read(socket.getInputStream(), request);
        }
    }

    private static Optional<RawAnswer> read(InputStream stream, RawRequest request) throws IOException {
        InputStream in = new BufferedInputStream(stream);
        List<String> head = head(in);
        while (!head.isEmpty() && head.getFirst().startsWith("HTTP/1.1 100")) {
            head = head(in);
        }
        if (head.isEmpty()) {
            return Optional.empty();
        }
        int status = Integer.parseInt(head.getFirst().substring(9, 12));
        Map<String, String> headers = new TreeMap<>();
        head.stream().skip(1).forEach(line -> headers.put(line.substring(0, line.indexOf(':')).toLowerCase(),
                line.substring(line.indexOf(':') + 1).strip()));
        boolean bodiless = request.entry().method().equals("HEAD") || status == 204 || status == 304
                || headers.getOrDefault("content-type", "").startsWith("text/event-stream");
        return Optional.of(new RawAnswer(status, headers, bodiless ? new byte[0] : body(in, headers)));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return exactly(in, Integer.parseInt(headers.get("content-length")));
        }
        if (!headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            return in.readAllBytes();
        }
        var body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line(in), 16);
            body.writeBytes(exactly(in, length));
            line(in);
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer has " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    /** The lines up to the empty one; none at the end of the connection. */
    private static List<String> head(InputStream in) throws IOException {
        var lines = new ArrayList<String>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            lines.add(line);
        }
        return lines;
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return status + " " + headers + " " + text();
    }
}
