package io.outrigger.chassis.server;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection to the gRPC port, before HTTP/2: reads no further while too much that it has begun waits for a thread, and lets no message
 * take for ever to arrive, and no answer to be read.
 *
 * <p>Not reading is what reaches a peer by TCP, costs nothing, and loses nothing: a flood of calls that are reset again, which HTTP/2 does
 * not count as open, comes no faster than it is dealt with. All of it runs on the connection's event loop, but for what counts threads.
 * It is one piece because each part, what waits, turns, rests and sending away, decides that one thing, whether the socket is read.
 */
final class GrpcConnection extends ChannelDuplexHandler {

    /** Callbacks of one connection that may wait for a thread: more than a proxy's that carries everybody's calls has at most times. */
    private static final int WAITING_MAX = 256;
    private static final int WAITING_FEW = WAITING_MAX / 2;
    /** Frames at once where much waits. */
    private static final int FRAMES_FEW = 16;
    /** Between two turns. */
    private static final Duration OTHERS_TIME = Duration.ofNanos(200_000);

    private final GrpcConnections all;
    private final Http2ConnectionHandler handler;
    private final Http2Connection http2;
    private final UnreadStreams unreadStreams;
    private final ChannelHandler negotiation;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final Deque<ByteBuf> unread = new ArrayDeque<>();
    private final FrameWalk walk = new FrameWalk();
    private final ArrivingMessages arriving = new ArrivingMessages();
    private final ReadTurn turn = new ReadTurn();
    private final BrokenCalls broken = new BrokenCalls(System.nanoTime());
    private ChannelHandlerContext context;
    private ScheduledFuture<?> look;
    private boolean sentAway;
    private long owedNanos;
    private volatile boolean atones;
    private volatile long idleSince = System.nanoTime();

    GrpcConnection(GrpcConnections all, Http2ConnectionHandler http2, ChannelHandler negotiation) {
        this.all = all;
        this.handler = http2;
        this.http2 = http2.connection();
        this.unreadStreams = new UnreadStreams(http2, all.messageTimeMax());
        this.negotiation = negotiation;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        added.pipeline().addAfter(added.name(), null, negotiation);
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        if (all.opened(this)) {
            all.silenceOf(peer()).ifPresent(this::rest);
            active.fireChannelActive();
        } else {
            active.close();
        }
    }

    InetAddress peer() {
        return ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        all.closed(this);
        if (look != null) {
            look.cancel(false);
        }
        release();
        inactive.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        release();
    }

    private void release() {
        unread.forEach(ByteBuf::release);
        unread.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        if (message instanceof ByteBuf bytes && sentAway) {
            bytes.release();
        } else if (message instanceof ByteBuf bytes) {
            unread.add(bytes);
            readOn();
        } else {
            reading.fireChannelRead(message);
        }
    }

    /** HTTP/2 asks for more whatever the channel is set to. */
    @Override
    public void read(ChannelHandlerContext asking) {
        if (!paused.get() && !sentAway) {
            asking.read();
        }
    }

    /** Hands on what has come, as long as not too much waits and it is this connection's turn. */
    private void readOn() {
        if (paused.get()) {
            return;
        }
        all.reading(this);
        try {
            while (!unread.isEmpty() && !isPaused()) {
                if (turn.isOver()) {
                    rest(OTHERS_TIME); // what were due at once would come before what others have sent
                    return;
                }
                boolean few = waiting.get() > WAITING_FEW || all.isBusy();
                int framesMax = turn.framesOfAStep();
                int bytes = walk.walk(unread.peek(), few ? Math.min(framesMax, FRAMES_FEW) : framesMax);
                boolean whole = bytes == unread.peek().readableBytes();
                long began = System.nanoTime();
                context.fireChannelRead(whole ? unread.poll() : unread.peek().readRetainedSlice(bytes));
                turn.took(walk.frames(), System.nanoTime() - began);
                if (owedNanos > 0 && !sentAway) {
                    rest(owedNanos, true);
                    owedNanos = 0;
                }
            }
        } finally {
            all.reading(null);
        }
    }

    void callBegun(long nowNanos) {
        broken.begun(nowNanos);
    }

    /** A call was reset that had hardly begun. */
    void callBroken() {
        atone(broken.broken());
    }

    /** A stranger's call brings more than it may. */
    void callTooLarge() {
        atone(broken.tooLarge());
    }

    private void atone(boolean rests) {
        if (rests) {
            owedNanos = all.restOfBrokenNanos(System.nanoTime());
        }
        if (broken.areTooMany() && !sentAway) {
            handler.onError(context.pipeline().context(handler), false,
                    Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many calls are reset as soon as they have begun"));
        }
    }

    /** Hears nothing more of a peer that is being told to go, until the connection is closed behind that. */
    void sendAway() {
        sentAway = true;
        context.channel().config().setAutoRead(false);
        release();
    }

    /** Reads nothing for so long, if something that waits does not end it before. */
    private void rest(Duration time) {
        rest(time.toNanos(), false);
    }

    /** @param whateverWaits or something that waits may end it before */
    private void rest(long nanos, boolean whateverWaits) {
        context.channel().config().setAutoRead(false);
        paused.set(true);
        if (whateverWaits) {
            atones = true;
        }
        context.executor().schedule(() -> {
            if (whateverWaits) {
                atones = false;
            }
            if (paused.compareAndSet(true, false)) {
                resume();
            }
        }, nanos, TimeUnit.NANOSECONDS);
    }

    private boolean isPaused() {
        if (mayReadOn(WAITING_MAX)) {
            return false;
        }
        context.channel().config().setAutoRead(false);
        paused.set(true);
        if (mayReadOn(WAITING_FEW) && paused.compareAndSet(true, false)) { // the last of them has begun meanwhile
            context.channel().config().setAutoRead(true);
            return false;
        }
        return true;
    }

    private boolean mayReadOn(int waitingMax) {
        int own = waiting.get();
        return !atones && (own == 0 || own <= waitingMax && !all.isBusy());
    }

    /** Something of this connection waits for a thread. */
    void waits() {
        waiting.incrementAndGet();
    }

    /** It has one. */
    void begins() {
        waiting.decrementAndGet();
        if (paused.get() && mayReadOn(WAITING_FEW) && paused.compareAndSet(true, false)) {
            context.executor().execute(this::resume);
        }
    }

    private void resume() {
        if (sentAway) {
            return;
        }
        turn.begin();
        readOn();
        if (!paused.get()) {
            context.channel().config().setAutoRead(true);
        }
        context.fireChannelReadComplete();
    }

    /** Nobody's business but ours, and HTTP/2 would tell the peer. */
    @Override
    public void exceptionCaught(ChannelHandlerContext failing, Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            OutOfMemory.tell(thrown);
            failing.close();
        } else {
            failing.fireExceptionCaught(thrown);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext complete) {
        turn.begin();
        complete.fireChannelReadComplete();
        lookLater();
    }

    private void lookLater() {
        if (look != null || http2.numActiveStreams() == 0) {
            return;
        }
        look = context.executor().schedule(this::endLate, all.lookPeriod().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends calls whose message does not arrive in its time, or whose answer nobody reads. */
    private void endLate() {
        look = null;
        long now = System.nanoTime();
        arriving.endLate(now);
        unreadStreams.endStalled(context, now);
        lookLater();
    }

    ArrivingMessages arriving() {
        return arriving;
    }

    boolean isInItsLoop() {
        return context.executor().inEventLoop();
    }

    void inItsLoop(Runnable step) {
        context.executor().execute(step);
    }

    /** Whether it has no call, as far as another thread can see. */
    boolean isIdle() {
        return http2.numActiveStreams() == 0;
    }

    long idleSince() {
        return idleSince;
    }

    void streamEnded() {
        idleSince = System.nanoTime();
    }

    /** Ends it with a GOAWAY. */
    void close() {
        context.channel().close();
    }
}
