package io.outrigger.chassis.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.NioSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.socket.SocketWriter;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.CorrelationId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/**
 * One connection of a client, between its socket and Helidon's: reads through {@link RequestBytes}, and is closed when an
 * answer has said so.
 */
final class FrontConnection implements ServerConnection, ConnectionContext {

    /** When the server stops, a client that was answered just now may have sent another request, and one that came just now has surely. */
    private static final Duration NEXT_REQUEST_WAIT = Duration.ofMillis(300);
    private static final Duration FIRST_REQUEST_WAIT = Duration.ofSeconds(1);

    private final SocketChannel channel;
    private final HelidonSocket socket;
    private final DataWriter out;
    private final HttpFront front;
    private final long openedAt = System.nanoTime();
    private final ServedCaller caller;
    private final RequestBytes requests;
    private final DataReader reader;
    private final AnswerWriter writer;
    private final ServerConnection inner;
    private volatile HttpHead answered;
    private volatile boolean refused;
    private AnswerForm answerForm;

    FrontConnection(SocketChannel channel, String id, HttpFront front) {
        this.channel = channel;
        this.socket = NioSocket.server(channel, id, "http");
        this.out = SocketWriter.create(socket);
        this.front = front;
        ReadAhead bytes = new ReadAhead(socket);
        this.requests = new RequestBytes(bytes, front.limits(), System::nanoTime, this::refuse);
        this.caller = new ServedCaller(bytes, front.served(), requests::endAfterThisRequest);
        this.reader = DataReader.create(requests);
        this.writer = new AnswerWriter(out, this::inTheClientsTongue, front.limits().bodyTimeMax(), front.bytes());
        this.inner = front.helidons(this);
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        caller.serve(() -> inner.handle(limit));
    }

    /** Ends the connection so that all that was written arrives: a socket that is closed over unread bytes is reset. */
    void end() {
        try {
            channel.shutdownOutput();
            requests.discardUnread();
        } catch (IOException | RuntimeException gone) {
            HttpFront.LOG.debug("a client was gone before its connection ended", gone);
        } finally {
            closeSocket();
        }
    }

    /** Helidon is about to write an answer with these headers. */
    void answering(Headers headers) {
        answered = requests.head();
        writer.begin();
        answerForm = AnswerForm.of(answered);
        boolean last = requests.isLast() || front.isLeaving() || isOld() || headers.containsToken(HeaderValues.CONNECTION_CLOSE);
        if (headers instanceof WritableHeaders<?> writable) {
            SafeHeaders.complete(writable);
            if (last) {
                writable.set(HeaderValues.CONNECTION_CLOSE);
            }
        }
        if (last) {
            requests.endAfterThisRequest();
            endLoop();
        }
    }

    /** Old connections end behind an answer, so that their load can spread over new pods. */
    private boolean isOld() {
        return System.nanoTime() - openedAt > front.limits().connectionAgeMax().toNanos();
    }

    /** Ends Helidon's loop over requests; the interrupt that comes with it after an unreadable request line would end the answer. */
    private void endLoop() {
        boolean interrupted = Thread.interrupted();
        inner.close(false);
        Thread.interrupted();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuse(ServiceException failure, String correlationId) {
        refused = true;
        try {
            out.writeNow(BufferData.create(Refusal.of(failure, correlationId)));
        } catch (RuntimeException gone) {
            HttpFront.LOG.debug("a caller did not wait for its refusal", gone);
        }
    }

    /** Answers a connection that is not let in. */
    static void refuse(SocketChannel channel, ServiceException failure) throws IOException {
        channel.write(ByteBuffer.wrap(Refusal.of(failure, CorrelationId.of(null))));
    }

    /** Puts bytes of an answer as its client can read them. */
    private BufferData inTheClientsTongue(BufferData buffer) {
        // What comes before an answer's headers, a 100, is of another request than the answer before it.
        boolean answering = answerForm != null && requests.head() == answered;
        return answering ? BufferData.create(answerForm.of(buffer.readBytes())) : buffer;
    }

    /** Ends the connection when the time for a request, or for reading an answer, is over. */
    void endIfLate(long now) {
        if (writer.isStalled(now)) {
            closeSocket();
        } else if (requests.endIfIdle(now)) {
            try {
                channel.shutdownOutput();
            } catch (IOException gone) {
                closeSocket();
            }
        } else if (requests.isLate(now)) {
            Thread.startVirtualThread(() -> {
                HttpHead head = requests.head();
                if (!refused && (head == null ? requests.headHasBegun() : head != answered)) {
                    refuse(new ServiceException(ErrorCode.REQUEST_TIMEOUT, "The request did not arrive in time: headers must come within "
                            + front.limits().headTimeMax().toMillis() + " ms, a body within " + front.limits().bodyTimeMax().toMillis()
                            + " ms and a second more for each 16 KiB, and without a longer pause."),
                            head == null ? CorrelationId.of(null) : head.correlationId());
                }
                closeSocket();
            });
        }
    }

    @Override
    public Duration idleTime() {
        return inner.idleTime();
    }

    /** Not Helidon's way, an interrupt: a request that has just come would be cut off by it. */
    @Override
    public void close(boolean now) {
        if (now) {
            closeSocket();
        } else {
            requests.limitIdle(answered == null ? FIRST_REQUEST_WAIT : NEXT_REQUEST_WAIT);
        }
    }

    /** Whether the client could be sent away without a request of its being lost. */
    boolean isIdle() {
        return requests.isIdle();
    }

    long idleSince() {
        return requests.waitingSince();
    }

    private void closeSocket() {
        try {
            channel.close();
        } catch (IOException closedAlready) {
            HttpFront.LOG.debug("a connection was closed already", closedAlready);
        }
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    @Override
    public DataWriter dataWriter() {
        return writer;
    }

    @Override
    public ListenerContext listenerContext() {
        return front.context();
    }

    @Override
    public ExecutorService executor() {
        return front.context().executor();
    }

    @Override
    public Router router() {
        return front.router();
    }

    @Override
    public HelidonSocket serverSocket() {
        return socket;
    }

    @Override
    public PeerInfo remotePeer() {
        return socket.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return socket.localPeer();
    }

    @Override
    public boolean isSecure() {
        return socket.isSecure();
    }

    @Override
    public String socketId() {
        return socket.socketId();
    }

    @Override
    public String childSocketId() {
        return socket.childSocketId();
    }
}
