package io.outrigger.chassis.server;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.Tenant;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The messages of one gRPC call on their way in: their bytes count towards the server's budget as they arrive, whatever was announced, and
 * they have a time to arrive in. A large answer counts too, until it has gone out.
 *
 * <p>Lives on its connection's event loop; only what has arrived whole is handed over to the thread that serves the call.
 */
final class IncomingMessages extends ServerStreamTracer {

    private static final Context.Key<IncomingMessages> KEY = Context.key("outrigger-incoming-messages");
    private static final long STRANGERS_BYTES_MAX = 4 << 10;
    private static final long CLOSED = -1;
    private static final long LARGE_BYTES = 64 << 10;

    private final Admission admission;
    private final GrpcConnection connection;
    private final long timeMaxNanos;
    private final AtomicLong whole = new AtomicLong();
    private final AtomicLong unread = new AtomicLong();
    private long arrived;
    private long endsAt;
    private boolean arriving;
    private boolean ended;
    private volatile boolean mayPause;
    private volatile boolean answersOnce;
    private volatile long bytesMax = Long.MAX_VALUE;
    private volatile String tenant = Tenant.NOBODY;
    private volatile Consumer<ServiceException> refusal;
    private String chargedTo = Tenant.NOBODY;
    /** In the connection's list of what is on its way. */
    IncomingMessages next;
    IncomingMessages previous;

    private IncomingMessages(Admission admission, GrpcConnection connection, Duration timeMax) {
        this.admission = admission;
        this.connection = connection;
        this.timeMaxNanos = timeMax.toNanos();
        begin();
    }

    /** Makes one for each call. */
    static Factory factory(Admission admission, GrpcConnections connections) {
        return new Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                GrpcTimeouts.takeOut(headers);
                return new IncomingMessages(admission, connections.current(), connections.messageTimeMax());
            }
        };
    }

    /** Those of the call that is being begun. */
    static IncomingMessages current() {
        return KEY.get();
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    /** What is done when a message cannot be let in, on the event loop. */
    void orElse(Consumer<ServiceException> refuse) {
        refusal = refuse;
    }

    /** Takes little, since nobody has shown a right to more. */
    void limitOfStrangers() {
        bytesMax = STRANGERS_BYTES_MAX;
    }

    /** From now on bytes are this tenant's. */
    void belongTo(String caller) {
        tenant = caller;
    }

    String tenant() {
        return tenant;
    }

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
        MethodType type = call.getMethodDescriptor().getType();
        mayPause = !type.clientSendsOneMessage();
        answersOnce = type.serverSendsOneMessage();
    }

    @Override
    public void inboundMessage(int number) {
        begin();
    }

    private void begin() {
        if (connection != null && !arriving && !ended) {
            arriving = true;
            endsAt = System.nanoTime() + timeMaxNanos;
            connection.arriving().add(this);
        }
    }

    @Override
    public void inboundWireSize(long bytes) {
        if (ended) {
            return;
        }
        if (arrived == 0) {
            chargedTo = tenant;
        }
        try {
            if (arrived + bytes > bytesMax) {
                if (connection != null) {
                    connection.callTooLarge();
                }
                throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE, "A request without a credential may have " + bytesMax + " bytes.");
            }
            admission.grow(chargedTo, arrived, arrived + bytes);
            arrived += bytes;
            if (arriving) {
                long now = System.nanoTime();
                endsAt = Math.min(now + timeMaxNanos, endsAt + bytes * ArrivingBody.NANOS_PER_BYTE_MAX);
            }
        } catch (ServiceException refused) {
            refuse(refused);
        }
    }

    @Override
    public void inboundMessageRead(int number, long wireBytes, long uncompressedBytes) {
        arrivesNoMore();
        if (arrived > 0) {
            admission.leaveShare(chargedTo, arrived);
            whole.addAndGet(arrived);
            arrived = 0;
        }
    }

    /** A large answer counts until its peer has read it; those of streams are made no faster than they are read. */
    @Override
    public void outboundWireSize(long bytes) {
        if (answersOnce && bytes > LARGE_BYTES) {
            admission.bytes().force(bytes);
            if (unread.getAndUpdate(before -> before == CLOSED ? CLOSED : before + bytes) == CLOSED) {
                admission.release(bytes);
            }
        }
    }

    /** The bytes that are held for messages which have arrived whole, and are the caller's to release from now on. */
    long takeWhole() {
        return whole.getAndSet(0);
    }

    @Override
    public void streamClosed(Status status) {
        if (connection == null || connection.isInItsLoop()) {
            closed();
        } else {
            connection.inItsLoop(this::closed);
        }
    }

    private void closed() {
        end();
        admission.release(unread.getAndSet(CLOSED));
    }

    private void end() {
        ended = true;
        arrivesNoMore();
        admission.shrink(chargedTo, arrived, 0);
        arrived = 0;
        admission.release(takeWhole());
    }

    void endIfLate(long now) {
        if (mayPause && arrived == 0) { // between two messages of a stream
            arrivesNoMore();
        } else if (now - endsAt > 0) {
            refuse(new ServiceException(ErrorCode.REQUEST_TIMEOUT, "The message did not arrive in time: it must come within "
                    + TimeUnit.NANOSECONDS.toMillis(timeMaxNanos) + " ms and a second more for each 16 KiB, without a longer pause."));
        }
    }

    private void arrivesNoMore() {
        if (arriving) {
            arriving = false;
            connection.arriving().remove(this);
        }
    }

    private void refuse(ServiceException failure) {
        Consumer<ServiceException> how = refusal;
        if (how != null) {
            end();
            how.accept(failure);
        }
    }
}
