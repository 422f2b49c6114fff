package io.outrigger.chassis.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Problem;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.CorrelationId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;

/**
 * One connection of a client, between its socket and Helidon's: reads through {@link RequestBytes}, and is closed when an
 * answer has said so.
 */
final class FrontConnection implements ServerConnection, ConnectionContext {

    /** Waits for a request that is on its way when the server stops. */
    private static final Duration LAST_REQUEST_WAIT = Duration.ofMillis(300);

    private final ConnectionContext outer;
    private final HttpFront front;
    private final RequestBytes requests;
    private final DataReader reader;
    private final DataWriter writer;
    private final ServerConnection inner;
    private volatile RequestHead answered;
    private volatile boolean refused;
    private AnswerForm answerForm;

    FrontConnection(ConnectionContext outer, HttpFront front, Function<ConnectionContext, ServerConnection> inner) {
        this.outer = outer;
        this.front = front;
        this.requests = new RequestBytes(
                outer.serverSocket(), front.headTimeMax(), front.bodyTimeMax(), front.bodyBytesMax(), System::nanoTime, this::refuse);
        this.reader = DataReader.create(requests);
        this.writer = new AnswerWriter(outer.dataWriter());
        this.inner = inner.apply(this);
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        front.opened(this);
        try {
            inner.handle(limit);
        } finally {
            requests.discardUnread();
            front.closed(this);
        }
    }

    /** Helidon is about to write an answer with these headers. */
    void answering(Headers headers) {
        RequestHead head = requests.head();
        answered = head;
        answerForm = AnswerForm.of(head);
        boolean last = requests.isLast() || front.isStopping() || headers.containsToken(HeaderValues.CONNECTION_CLOSE);
        if (last && headers instanceof WritableHeaders<?> writable) {
            writable.set(HeaderValues.CONNECTION_CLOSE);
        }
        if (last) {
            requests.endAfterThisRequest();
            endLoop();
        }
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
        byte[] body = new Problem(failure.code(), failure.getMessage(), correlationId).toJson();
        String head = "HTTP/1.1 " + failure.code().httpStatus() + " " + Status.create(failure.code().httpStatus()).reasonPhrase()
                + "\r\nContent-Type: " + Problem.MEDIA_TYPE
                + "\r\n" + CorrelationId.HEADER + ": " + correlationId
                + "\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n";
        BufferData answer = BufferData.create(BufferData.create(head.getBytes(StandardCharsets.US_ASCII)), BufferData.create(body));
        refused = true;
        try {
            outer.dataWriter().writeNow(answer);
        } catch (RuntimeException gone) {
            HttpFront.LOG.debug("a caller did not wait for its refusal", gone);
        }
    }

    /** Ends the connection when the time for a request is over. */
    void endIfLate(long now) {
        if (requests.isLate(now)) {
            Thread.startVirtualThread(() -> {
                RequestHead head = requests.head();
                if (!refused && (head == null ? requests.headHasBegun() : head != answered)) {
                    refuse(new ServiceException(ErrorCode.REQUEST_TIMEOUT, "The request did not arrive in time: headers must come within "
                            + front.headTimeMax().toMillis() + " ms, a body within " + front.bodyTimeMax().toMillis()
                            + " ms and a second more for each 16 KiB."), head == null ? CorrelationId.of(null) : head.correlationId());
                }
                closeSocket();
            });
        }
    }

    @Override
    public Duration idleTime() {
        return inner.idleTime();
    }

    /** Not Helidon's way, an interrupt: a request that has just been accepted would be cut off by it. */
    @Override
    public void close(boolean now) {
        if (now) {
            closeSocket();
            inner.close(true);
        } else {
            requests.endAfterThisRequest();
            requests.limitIdle(LAST_REQUEST_WAIT);
        }
    }

    private void closeSocket() {
        try {
            outer.serverSocket().close();
        } catch (RuntimeException closedAlready) {
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
        return outer.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return outer.executor();
    }

    @Override
    public Router router() {
        return outer.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return outer.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
        return outer.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return outer.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return outer.localPeer();
    }

    @Override
    public boolean isSecure() {
        return outer.isSecure();
    }

    @Override
    public String socketId() {
        return outer.socketId();
    }

    @Override
    public String childSocketId() {
        return outer.childSocketId();
    }

    /** Writes answers; a caller that is gone meanwhile is the caller's end, whatever the socket says of it. */
    private final class AnswerWriter implements DataWriter {

        private final DataWriter out;

        AnswerWriter(DataWriter out) {
            this.out = out;
        }

        @Override
        public void write(BufferData... buffers) {
            write(BufferData.create(buffers));
        }

        @Override
        public void write(BufferData buffer) {
            try {
                out.write(inTheClientsTongue(buffer));
            } catch (RuntimeException gone) {
                throw new CloseConnectionException("the caller went away before its answer was written", gone);
            }
        }

        @Override
        public void writeNow(BufferData... buffers) {
            writeNow(BufferData.create(buffers));
        }

        @Override
        public void writeNow(BufferData buffer) {
            try {
                out.writeNow(inTheClientsTongue(buffer));
            } catch (RuntimeException gone) {
                throw new CloseConnectionException("the caller went away before its answer was written", gone);
            }
        }

        private BufferData inTheClientsTongue(BufferData buffer) {
            // What comes before an answer's headers, a 100, is of another request than the answer before it.
            boolean answering = answerForm != null && requests.head() == answered;
            return answering ? BufferData.create(answerForm.of(buffer.readBytes())) : buffer;
        }

        @Override
        public void flush() {
            out.flush();
        }
    }
}
