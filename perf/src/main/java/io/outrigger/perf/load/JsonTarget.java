package io.outrigger.perf.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The same JSON by POST again and again, over kept HTTP/1.1 connections: as many as there are requests at once, as callers have them. */
public final class JsonTarget implements Target {
    private static final int OK = 200;

    private final String name;
    private final String host;
    private final int port;
    private final byte[] request;
    private final ConcurrentLinkedDeque<HttpConnection> idle = new ConcurrentLinkedDeque<>();
    private final ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();

    private JsonTarget(String name, String host, int port, byte[] request) {
        this.name = name;
        this.host = host;
        this.port = port;
        this.request = request;
    }

    /**
     * A target that is not asked yet.
     *
     * @param url such as {@code http://127.0.0.1:8080/v1/infer}
     * @param token sent as a bearer's; empty for none
     */
    public static JsonTarget open(String name, String url, String token, String body) {
        URI address = URI.create(url);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + address.getRawPath() + " HTTP/1.1\r\nHost: " + address.getAuthority()
                + "\r\nContent-Type: application/json\r\nAccept: application/json\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n") + "Content-Length: " + bytes.length + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[start.length + bytes.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(bytes, 0, request, start.length, bytes.length);
        return new JsonTarget(name, address.getHost(), address.getPort(), request);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<Void> ask() {
        return CompletableFuture.runAsync(() -> {
            try {
                answer();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }, asking);
    }

    /** Asks once and waits: the body of a good answer. */
    public String answer() throws IOException {
        HttpConnection kept = idle.pollFirst();
        if (kept != null) {
            try {
                return answerOf(kept);
            } catch (EOFException | SocketException closedMeanwhile) {
                kept.close(); // a server closes what was idle for a while, and says so to whoever asks next
            }
        }
        return answerOf(HttpConnection.open(host, port));
    }

    private String answerOf(HttpConnection connection) throws IOException {
        HttpConnection.Answer answer;
        try {
            answer = connection.ask(request);
        } catch (IOException failure) {
            connection.close();
            throw failure;
        }
        if (connection.isReusable()) {
            idle.addFirst(connection);
        } else {
            connection.close();
        }
        if (answer.status() != OK) {
            throw new IOException(name + " answered " + answer.status() + ": " + answer.text());
        }
        return answer.text();
    }

    @Override
    public void close() {
        asking.close();
        idle.forEach(HttpConnection::close);
    }
}
