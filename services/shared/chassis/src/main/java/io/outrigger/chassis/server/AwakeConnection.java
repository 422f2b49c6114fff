package io.outrigger.chassis.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.socket.SocketWriter;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import java.util.concurrent.ExecutorService;

/**
 * A client's connection while requests come on it, as Helidon sees it: read through {@link RequestBytes}, and closed when an answer has
 * said so. Behind a rest it is made anew.
 */
final class AwakeConnection implements ConnectionContext {

    private final FrontConnection connection;
    private final HttpFront front;
    private final RequestBytes requests;
    private final ClientSocket socket;
    private final DataWriter out;
    private final DataReader reader;
    private final AnswerWriter writer;
    private final ServerConnection inner;
    private volatile HttpHead answered;
    private AnswerForm answerForm;

    AwakeConnection(FrontConnection connection, HttpFront front, RequestBytes requests, ClientSocket socket) {
        this.connection = connection;
        this.front = front;
        this.requests = requests;
        this.socket = socket;
        this.out = SocketWriter.create(socket);
        this.reader = DataReader.create(requests);
        this.writer = new AnswerWriter(out, this::inTheClientsTongue, front.limits().bodyTimeMax(), front.bytes());
        this.inner = front.helidons(this);
    }

    /** Serves requests until there are no more. */
    void handle(Limit limit) throws InterruptedException {
        inner.handle(limit);
    }

    /** Waits for the client's next bytes, see {@link ClientSocket#get}. */
    byte[] read() {
        return socket.get();
    }

    /** Writes what is no answer of Helidon's. */
    void write(byte[] bytes) {
        out.writeNow(BufferData.create(bytes));
    }

    /** Whether the client does not read its answer. */
    boolean isStalled(long now) {
        return writer.isStalled(now);
    }

    /** Whether Helidon has begun to answer this request. */
    boolean hasAnswered(HttpHead head) {
        return head == answered;
    }

    /** Helidon is about to write an answer with these headers. */
    void answering(Headers headers) {
        answered = requests.head();
        writer.begin();
        answerForm = AnswerForm.of(answered);
        connection.answering();
        boolean last = requests.isLast() || front.isLeaving() || connection.isOld() || headers.containsToken(HeaderValues.CONNECTION_CLOSE);
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

    /** Ends Helidon's loop over requests; the interrupt that comes with it after an unreadable request line would end the answer. */
    private void endLoop() {
        boolean interrupted = Thread.interrupted();
        inner.close(false);
        Thread.interrupted();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts bytes of an answer as its client can read them. */
    private BufferData inTheClientsTongue(BufferData buffer) {
        // What comes before an answer's headers, a 100, is of another request than the answer before it.
        boolean answering = answerForm != null && requests.head() == answered;
        return answering ? BufferData.create(answerForm.of(buffer.readBytes())) : buffer;
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
