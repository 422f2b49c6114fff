package io.outrigger.chassis.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands before Helidon's HTTP/1.1 parser on every port: one opinion on where requests end, time limits for them, HTTP/1.0,
 * and connections that are closed when an answer says so.
 *
 * <p>Helidon 4.5 leaves the socket open after {@code Connection: close}, reads on behind a request that it could not read, hangs
 * up on HTTP/1.0 and waits for ever. Safe for several threads.
 */
final class HttpFront implements ServerConnectionSelector {

    static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    private static final int TEXT_BYTES_MAX = 64 << 10; // more than a head can have, which is measured before

    private final Duration headTimeMax;
    private final Duration bodyTimeMax;
    private final long bodyBytesMax;
    private final Http1ConnectionSelector http1;
    private final Set<FrontConnection> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledFuture<?> clock;
    private volatile boolean stopping;

    HttpFront(Duration headTimeMax, Duration bodyTimeMax, long bodyBytesMax) {
        this.bodyBytesMax = bodyBytesMax;
        this.headTimeMax = headTimeMax;
        this.bodyTimeMax = bodyTimeMax;
        this.http1 = Http1ConnectionSelector.builder()
                .config(Http1Config.builder()
                        .maxPrologueLength(TEXT_BYTES_MAX)
                        .maxHeadersSize(TEXT_BYTES_MAX)
                        .addSendListener(new AnswerListener())
                        .build())
                .build();
        this.clock = Timers.SHARED.scheduleWithFixedDelay(this::endLate, 100, 100, TimeUnit.MILLISECONDS);
    }

    Duration headTimeMax() {
        return headTimeMax;
    }

    Duration bodyTimeMax() {
        return bodyTimeMax;
    }

    long bodyBytesMax() {
        return bodyBytesMax;
    }

    boolean isStopping() {
        return stopping;
    }

    /** From now on each connection is closed after the request that is on it or on its way. */
    void stopAfterRequests() {
        stopping = true;
    }

    void stop() {
        clock.cancel(false);
    }

    void opened(FrontConnection connection) {
        connections.add(connection);
    }

    void closed(FrontConnection connection) {
        connections.remove(connection);
    }

    private void endLate() {
        long now = System.nanoTime();
        for (FrontConnection connection : connections) {
            if (stopping) { // also those that were accepted as the server stopped
                connection.close(false);
            }
            connection.endIfLate(now);
        }
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new FrontConnection(context, this, http1::connection);
    }

    /** Hands the headers of each answer to the connection that it goes to. */
    private static final class AnswerListener implements Http1ConnectionListener {

        @Override
        public void headers(ConnectionContext context, Headers headers) {
            if (context instanceof FrontConnection connection) {
                connection.answering(headers);
            }
        }
    }
}
