package io.outrigger.testing;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A peer that speaks HTTP/2 to a gRPC server frame by frame, and so also what no client would say. What is written waits for
 * {@link #flush}; a thread of its own reads what comes back. One thread writes.
 */
public final class Http2Peer implements AutoCloseable {

    public static final int ENHANCE_YOUR_CALM = 11;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ACK = 1;
    private static final int CANCEL = 8;
    private static final int MESSAGE_HEAD_BYTES = 5;
    private static final int SETTINGS_TIME_S = 10;

    private final Socket socket;
    private final OutputStream out;
    private final AtomicInteger resetsSeen = new AtomicInteger();
    private final AtomicInteger headsSeen = new AtomicInteger();
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile GoAway goAway;

    /** How a server has ended a connection. */
    public record GoAway(int errorCode, String text) {
    }

    public Http2Peer(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        out = new BufferedOutputStream(socket.getOutputStream(), 64 << 10);
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
        out.flush();
        Thread.ofPlatform().name("http2-peer").daemon().start(this::read);
        awaitSettings();
    }

    /** Until the server knows that its settings are known, it lets through less than they say. */
    private void awaitSettings() throws IOException {
        try {
            if (!settled.await(SETTINGS_TIME_S, TimeUnit.SECONDS)) {
                throw new IOException("the server has sent no settings within " + SETTINGS_TIME_S + " s");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins a call of a gRPC method, such as {@code /test.Echo/Say}. */
    public Http2Peer call(int stream, String path, String... headers) throws IOException {
        var block = new ByteArrayOutputStream();
        header(block, ":method", "POST");
        header(block, ":scheme", "http");
        header(block, ":path", path);
        header(block, ":authority", "peer");
        header(block, "content-type", "application/grpc");
        header(block, "te", "trailers");
        for (int i = 0; i < headers.length; i += 2) {
            header(block, headers[i], headers[i + 1]);
        }
        frame(HEADERS, END_HEADERS, stream, block.toByteArray());
        return this;
    }

    /** The five bytes that come before a message: they announce its length. */
    public Http2Peer announce(int stream, int messageBytes) throws IOException {
        frame(DATA, 0, stream, ByteBuffer.allocate(MESSAGE_HEAD_BYTES).put((byte) 0).putInt(messageBytes).array());
        return this;
    }

    public Http2Peer data(int stream, byte[] bytes, boolean last) throws IOException {
        frame(DATA, last ? END_STREAM : 0, stream, bytes);
        return this;
    }

    public Http2Peer reset(int stream) throws IOException {
        frame(RST_STREAM, 0, stream, ByteBuffer.allocate(Integer.BYTES).putInt(CANCEL).array());
        return this;
    }

    /** Lets the server send more; by nothing it is an error, which the server answers with a reset of its own. */
    public Http2Peer widen(int stream, int bytes) throws IOException {
        frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(Integer.BYTES).putInt(bytes).array());
        return this;
    }

    public void flush() throws IOException {
        synchronized (out) {
            out.flush();
        }
    }

    public int resetsSeen() {
        return resetsSeen.get();
    }

    /** Heads of answers, and trailers. */
    public int headsSeen() {
        return headsSeen.get();
    }

    /** Why the server said that the connection ends; null where it has not. */
    public GoAway goAway() {
        return goAway;
    }

    /** Waits until the server has closed the connection. */
    public boolean hasEnded(long time, TimeUnit unit) throws InterruptedException {
        return ended.await(time, unit);
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(9);
        head.put((byte) (payload.length >> 16)).putShort((short) payload.length).put((byte) type).put((byte) flags).putInt(stream);
        synchronized (out) {
            out.write(head.array());
            out.write(payload);
        }
    }

    private static void header(ByteArrayOutputStream block, String name, String value) {
        block.write(0); // literal, not indexed, by a name of its own
        block.write(name.length());
        block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private void read() {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                in.readInt();
                byte[] payload = in.readNBytes(length);
                if (type == SETTINGS && flags != ACK) {
                    frame(SETTINGS, ACK, 0, new byte[0]);
                    out.flush();
                    settled.countDown();
                } else if (type == RST_STREAM) {
                    resetsSeen.incrementAndGet();
                } else if (type == HEADERS) {
                    headsSeen.incrementAndGet();
                } else if (type == GOAWAY) {
                    ByteBuffer goingAway = ByteBuffer.wrap(payload);
                    goingAway.getInt();
                    goAway = new GoAway(goingAway.getInt(), StandardCharsets.UTF_8.decode(goingAway).toString());
                }
            }
        } catch (IOException end) {
            settled.countDown();
            ended.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
