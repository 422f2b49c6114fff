package io.outrigger.chassis.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import io.grpc.netty.shaded.io.netty.util.concurrent.FastThreadLocal;
import io.grpc.netty.shaded.io.netty.util.concurrent.FastThreadLocalThread;
import io.outrigger.chassis.overload.Turns;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections to a gRPC port: how many there may be, and how much of what they have begun may wait for a thread, each and all together.
 * Gives gRPC the executor of its callbacks, and stands before each connection's HTTP/2 as a {@link GrpcConnection}. Safe for several
 * threads.
 */
final class GrpcConnections implements Executor, ProtocolNegotiator {

    private static final int WAITING_MAX = 2_048;
    private static final long LOOK_MS_MIN = 20;
    private static final long LOOK_MS_MAX = 1_000;
    private static final int LOOKS = 4;
    /** For which who was sent away waits to be heard when it comes again; of so many addresses, the last ones. */
    private static final Duration SENT_AWAY_FOR = Duration.ofSeconds(1);
    private static final int SENT_AWAY_MAX = 1_000;

    private static final long BROKEN_NANOS = 5_000_000;
    private static final long REST_NANOS_MAX = 1_000_000_000;

    private final int connectionsMax;
    private final boolean facesCallers;
    private final Duration messageTimeMax;
    private final Executor threads;
    private final ProtocolNegotiator plaintext = InternalProtocolNegotiators.serverPlaintext();
    private final Set<GrpcConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Turns broken = new Turns(BROKEN_NANOS, 0, REST_NANOS_MAX, System.nanoTime());
    private final Cache<InetAddress, Boolean> sentAway =
            Caffeine.newBuilder().maximumSize(SENT_AWAY_MAX).expireAfterWrite(SENT_AWAY_FOR).build();
    private final FastThreadLocal<GrpcConnection> reading = new FastThreadLocal<>();

    /**
     * Of one port.
     *
     * @param messageTimeMax for which a peer may keep the server waiting in a message, or with an answer that it does not read
     * @param facesCallers and not only our own services, whose connections carry the calls of everybody
     */
    GrpcConnections(int connectionsMax, Duration messageTimeMax, boolean facesCallers, Executor threads) {
        this.facesCallers = facesCallers;
        this.connectionsMax = connectionsMax;
        this.messageTimeMax = messageTimeMax;
        this.threads = threads;
    }

    /** Runs a callback on a thread of its own; until then it counts as its connection's, where that has brought it about just now. */
    @Override
    public void execute(Runnable callback) {
        GrpcConnection connection = current();
        waiting.incrementAndGet();
        if (connection == null) {
            threads.execute(() -> {
                waiting.decrementAndGet();
                callback.run();
            });
            return;
        }
        connection.waits();
        threads.execute(() -> {
            waiting.decrementAndGet();
            connection.begins();
            callback.run();
        });
    }

    /** The connection whose bytes the calling thread reads; null elsewhere. */
    GrpcConnection current() {
        return Thread.currentThread() instanceof FastThreadLocalThread ? reading.get() : null;
    }

    void reading(GrpcConnection connection) {
        reading.set(connection);
    }

    /** Whether so much waits that nobody's bytes are read but of who waits for nothing. */
    boolean isBusy() {
        return waiting.get() >= WAITING_MAX;
    }

    /** How long a connection rests for a call that it has broken: those of all connections are dealt with one after the other. */
    long restOfBrokenNanos(long nowNanos) {
        return broken.next(nowNanos).orElse(REST_NANOS_MAX);
    }

    Duration messageTimeMax() {
        return messageTimeMax;
    }

    /** How often connections are looked at whose messages are on their way. */
    Duration lookPeriod() {
        return Duration.ofMillis(Math.clamp(messageTimeMax.toMillis() / LOOKS, LOOK_MS_MIN, LOOK_MS_MAX));
    }

    /**
     * Lets a connection in where there is room, or some can be made by closing the one that has had no call for longest. One at a time: two
     * that came at once would make room by the same one, and be one too many.
     */
    synchronized boolean opened(GrpcConnection connection) {
        if (open.size() >= connectionsMax) {
            var idle = open.stream().filter(GrpcConnection::isIdle).min(Comparator.comparingLong(GrpcConnection::idleSince));
            if (idle.isEmpty()) {
                return false;
            }
            open.remove(idle.get());
            idle.get().close();
        }
        return open.add(connection);
    }

    /** How long nothing is read of a new connection from there: empty but where one was ended for a flood just now. */
    Optional<Duration> silenceOf(InetAddress peer) {
        return Optional.ofNullable(sentAway.getIfPresent(peer)).map(flooded -> SENT_AWAY_FOR);
    }

    void closed(GrpcConnection connection) {
        open.remove(connection);
    }

    @Override
    public AsciiString scheme() {
        return plaintext.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler http2) {
        GrpcConnection connection = new GrpcConnection(this, http2, plaintext.newHandler(http2));
        if (facesCallers) {
            http2.connection().addListener(new YoungCalls(http2.connection().newKey(), connection));
        }
        http2.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamRemoved(Http2Stream stream) {
                if (http2.connection().numActiveStreams() == 0) {
                    connection.streamEnded();
                }
            }

            /** What has gone wrong here is nobody's business: the text may have figures of the allocator's. */
            @Override
            public void onGoAwaySent(int lastStreamId, long errorCode, ByteBuf text) {
                if (errorCode == Http2Error.INTERNAL_ERROR.code()) {
                    text.clear();
                } else if (errorCode == Http2Error.ENHANCE_YOUR_CALM.code()) {
                    sentAway.put(connection.peer(), true);
                    connection.sendAway();
                }
            }
        });
        return connection;
    }

    @Override
    public void close() {
        plaintext.close();
    }

    /** Tells of calls that are reset before they are old, those among them that we reset for what the peer has done. */
    private static final class YoungCalls extends Http2ConnectionAdapter {

        private final Http2Connection.PropertyKey began;
        private final GrpcConnection connection;

        YoungCalls(Http2Connection.PropertyKey began, GrpcConnection connection) {
            this.began = began;
            this.connection = connection;
        }

        @Override
        public void onStreamActive(Http2Stream stream) {
            long now = System.nanoTime();
            stream.setProperty(began, now);
            connection.callBegun(now);
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            Long since = stream.getProperty(began);
            boolean reset = stream.isResetSent() || !stream.isHeadersSent();
            if (reset && since != null && System.nanoTime() - since < BrokenCalls.YOUNG_NANOS) {
                connection.callBroken();
            }
        }
    }
}
