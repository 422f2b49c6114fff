package io.outrigger.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A collector of spans, by OTLP over HTTP, which keeps what it is sent. */
public final class StandInCollector implements AutoCloseable {

    private final BlockingQueue<byte[]> exported = new LinkedBlockingQueue<>();
    private final List<ExportedSpan> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private StandInCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> {
            byte[] export = exchange.getRequestBody().readAllBytes();
            spans.addAll(ExportedSpan.allOf(export));
            exported.add(export);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    public static StandInCollector start() {
        return new StandInCollector();
    }

    /** What a service is told as its collector. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next export that has arrived; null when none comes within a minute. */
    public byte[] next() throws InterruptedException {
        return exported.poll(1, TimeUnit.MINUTES);
    }

    /** The spans of all exports so far. */
    public List<ExportedSpan> spans() {
        return List.copyOf(spans);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
