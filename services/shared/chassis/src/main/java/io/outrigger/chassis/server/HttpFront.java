package io.outrigger.chassis.server;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.context.Context;
import io.helidon.http.Headers;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands before Helidon's HTTP/1.1 on every port, and serves one port's connections: one opinion on where requests end, time
 * limits for them, HTTP/1.0, and connections that are closed when an answer says so.
 *
 * <p>Helidon 4.5 leaves the socket open after {@code Connection: close}, reads on behind a request that it could not read, hangs
 * up on HTTP/1.0 and waits for ever. Safe for several threads.
 */
final class HttpFront {

    static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
    private static final int TEXT_BYTES_MAX = 64 << 10; // more than a head can have, which is measured before
    /** Twice as long a request has before it costs a thread to see whether its caller is still there. */
    private static final long LOOK_MS = 20;
    private static final int ROOM_PARTS = 16;
    private static final Duration CUT_OFF_WAIT = Duration.ofSeconds(1);

    private final HttpLimits limits;
    private final ByteBudget bytes;
    private final Http1ConnectionSelector http1;
    private final Router router;
    private final ListenerContext context;
    private final Limit unlimited = FixedLimit.create();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
    private final Set<FrontConnection> connections = ConcurrentHashMap.newKeySet();
    private final RestingConnections resting;
    private final Set<ServedCaller> served = ConcurrentHashMap.newKeySet();
    private final ScheduledFuture<?> clock;
    private final ScheduledFuture<?> look;
    private volatile boolean leaving;
    private volatile boolean stopping;

    HttpFront(HttpLimits limits, ByteBudget bytes, HttpRouting.Builder routing) throws IOException {
        this.limits = limits;
        this.bytes = bytes;
        this.http1 = Http1ConnectionSelector.builder()
                .config(Http1Config.builder()
                        .maxPrologueLength(TEXT_BYTES_MAX)
                        .maxHeadersSize(TEXT_BYTES_MAX)
                        .addSendListener(new AnswerListener())
                        .build())
                .build();
        this.router = Router.builder().addRouting(routing).build();
        router.beforeStart();
        this.context = new PortContext(Context.create(), MediaContext.create(), BodyEncoding.all(),
                RestFailures.unrouted(limits.bodyBytesMax()),
                ListenerConfig.builder().maxPayloadSize(limits.anyBodyBytesMax()).buildPrototype(), threads);
        this.resting = new RestingConnections(this::serve);
        this.clock = Timers.SHARED.scheduleWithFixedDelay(this::endLate, 100, 100, TimeUnit.MILLISECONDS);
        this.look = Timers.SHARED.scheduleWithFixedDelay(this::lookForCallers, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    HttpLimits limits() {
        return limits;
    }

    /** Those whose requests are being served. */
    Set<ServedCaller> served() {
        return served;
    }

    /** Towards which large answers count. */
    ByteBudget bytes() {
        return bytes;
    }

    ListenerContext context() {
        return context;
    }

    Router router() {
        return router;
    }

    ServerConnection helidons(ConnectionContext connection) {
        return http1.connection(connection);
    }

    /** Whether each answer is to be its connection's last one. */
    boolean isLeaving() {
        return leaving;
    }

    int connectionCount() {
        return connections.size();
    }

    RestingConnections resting() {
        return resting;
    }

    /** Serves a connection until it ends; one that has said nothing yet begins with a rest. */
    void serve(SocketChannel channel, String id) {
        FrontConnection connection = new FrontConnection(channel, id, this);
        connections.add(connection);
        if (!resting.take(connection)) {
            serve(connection);
        }
    }

    /** Serves a connection on a thread of its own until it ends or rests. */
    private void serve(FrontConnection connection) {
        threads.execute(() -> {
            boolean rests = false;
            try {
                while (!rests && connection.serve(unlimited)) {
                    rests = resting.take(connection);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException ended) {
                LOG.debug("a connection has ended", ended);
            } finally {
                if (!rests) {
                    connection.end();
                    connections.remove(connection);
                }
            }
        });
    }

    /** Closes those connections that have been idle for longest, and so long at least; returns how many, 0 when there are none. */
    int makeRoom(Duration idleMin) {
        long since = System.nanoTime() - idleMin.toNanos();
        List<FrontConnection> idle = connections.stream().filter(connection -> connection.isIdle() && connection.idleSince() - since <= 0)
                .sorted(Comparator.comparingLong(FrontConnection::idleSince)).toList();
        List<FrontConnection> leave = idle.subList(0, Math.min(idle.size(), Math.max(1, limits.connectionsMax() / ROOM_PARTS)));
        leave.forEach(connection -> {
            connections.remove(connection);
            connection.close(true);
        });
        return leave.size();
    }

    /** From now on each answer says that it is the last one on its connection. */
    void leaveRotation() {
        leaving = true;
    }

    /** Answers the requests that are there or on their way, ends every connection behind them, and cuts off what takes longer. */
    void finish(Duration timeMax) throws InterruptedException {
        leaving = true;
        stopping = true;
        try {
            resting.end();
            threads.shutdown();
            if (!threads.awaitTermination(timeMax.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} connections are cut off, which have not ended within {}", connections.size(), timeMax);
            }
        } finally {
            clock.cancel(false);
            look.cancel(false);
            connections.forEach(connection -> connection.close(true));
            threads.shutdownNow();
            router.afterStop();
        }
        threads.awaitTermination(CUT_OFF_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void endLate() {
        long now = System.nanoTime();
        for (FrontConnection connection : connections) {
            if (stopping) { // also those that were let in as the server stopped
                connection.close(false);
            }
            connection.endIfLate(now);
        }
    }

    /** Looks whether clients are still there whose requests take long. */
    private void lookForCallers() {
        served.forEach(ServedCaller::look);
    }

    /** What Helidon asks its listener for. */
    private record PortContext(Context context, MediaContext mediaContext, ContentEncodingContext contentEncodingContext,
            DirectHandlers directHandlers, ListenerConfig config, ExecutorService executor) implements ListenerContext {
    }

    /** Hands the headers of each answer to the connection that it goes to. */
    private static final class AnswerListener implements Http1ConnectionListener {

        @Override
        public void headers(ConnectionContext context, Headers headers) {
            if (context instanceof AwakeConnection connection) {
                connection.answering(headers);
            }
        }
    }
}
