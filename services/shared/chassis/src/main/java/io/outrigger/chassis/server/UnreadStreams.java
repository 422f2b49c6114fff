package io.outrigger.chassis.server;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the streams of one connection whose answers nobody reads: those with something to write of which nothing has gone out, and for which
 * no more room was made, for as long as a request may keep the server waiting. On the connection's event loop.
 */
final class UnreadStreams {

    private final Http2ConnectionHandler http2;
    private final Http2Connection.PropertyKey key;
    private final long timeMaxNanos;

    /** Since when a stream could have been written more of, had its peer let it; so many bytes it does let. */
    private record Stall(long since, int window) {
    }

    UnreadStreams(Http2ConnectionHandler http2, Duration timeMax) {
        this.http2 = http2;
        this.key = http2.connection().newKey();
        this.timeMaxNanos = timeMax.toNanos();
    }

    /** To be called now and then. */
    void endStalled(ChannelHandlerContext context, long now) {
        List<Http2Stream> stalled = new ArrayList<>(0);
        try {
            http2.connection().forEachActiveStream(stream -> {
                if (isStalled(stream, now)) {
                    stalled.add(stream);
                }
                return true;
            });
            if (!stalled.isEmpty() && !context.channel().isWritable()) {
                context.close(); // nothing at all is read
                return;
            }
            ChannelHandlerContext own = context.pipeline().context(http2);
            for (Http2Stream stream : stalled) {
                http2.decoder().frameListener().onRstStreamRead(own, stream.id(), Http2Error.CANCEL.code()); // so its call hears of it
                http2.resetStream(own, stream.id(), Http2Error.CANCEL.code(), own.newPromise());
            }
            if (!stalled.isEmpty()) {
                own.flush();
            }
        } catch (Http2Exception broken) {
            context.close();
        }
    }

    private boolean isStalled(Http2Stream stream, long now) {
        Http2RemoteFlowController out = http2.connection().remote().flowController();
        if (!out.hasFlowControlled(stream)) {
            stream.removeProperty(key);
            return false;
        }
        Stall stall = stream.getProperty(key);
        int window = out.windowSize(stream);
        if (stall == null || stall.window() != window) {
            stream.setProperty(key, new Stall(now, window));
            return false;
        }
        return now - stall.since() > timeMaxNanos;
    }
}
