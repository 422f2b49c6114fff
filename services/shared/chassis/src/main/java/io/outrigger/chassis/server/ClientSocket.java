package io.outrigger.chassis.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.Principal;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** A client's socket, as Helidon's own but for reads: one that has waited for a while says that nothing has come. One thread reads. */
final class ClientSocket implements HelidonSocket {

    /** Who asks again sooner keeps its thread. */
    static final Duration READ_WAIT = Duration.ofSeconds(1);
    private static final int READ_BYTES = 8 << 10;
    private static final int WRITE_BYTES_MAX = 64 << 10;
    private static final byte[] NOTHING = {};

    private final SocketChannel channel;
    private final String id;
    private final InputStream in;
    private final byte[] buffer = new byte[READ_BYTES];

    /** A socket without TLS, which is the mesh's. */
    private record Peer(InetSocketAddress address) implements PeerInfo {

        @Override
        public String host() {
            return address.getHostString();
        }

        @Override
        public int port() {
            return address.getPort();
        }

        @Override
        public Optional<Principal> tlsPrincipal() {
            return Optional.empty();
        }

        @Override
        public Optional<Certificate[]> tlsCertificates() {
            return Optional.empty();
        }
    }

    ClientSocket(SocketChannel channel, String id) throws IOException {
        this.channel = channel;
        this.id = id;
        channel.socket().setSoTimeout((int) READ_WAIT.toMillis());
        this.in = channel.socket().getInputStream();
    }

    /** Waits for the next bytes; none where nothing comes in time, null at the end. */
    @Override
    public byte[] get() {
        try {
            int count = in.read(buffer);
            return count < 0 ? null : Arrays.copyOf(buffer, count);
        } catch (SocketTimeoutException quiet) {
            return NOTHING;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    @SuppressWarnings("removal") // Helidon's interface has it still
    public int read(BufferData into) {
        byte[] bytes = get();
        if (bytes == null) {
            return -1;
        }
        into.write(bytes);
        return bytes.length;
    }

    @Override
    public void write(BufferData data) {
        ByteBuffer part = ByteBuffer.allocate(Math.min(data.available(), WRITE_BYTES_MAX));
        try {
            while (!data.consumed()) {
                data.writeTo(part.clear(), Math.min(data.available(), part.capacity()));
                part.flip();
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void idle() {
        // Somebody else waits for what comes, see RestingConnections.
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
    }

    @Override
    public PeerInfo remotePeer() {
        return new Peer((InetSocketAddress) channel.socket().getRemoteSocketAddress());
    }

    @Override
    public PeerInfo localPeer() {
        return new Peer((InetSocketAddress) channel.socket().getLocalSocketAddress());
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public String socketId() {
        return "http";
    }

    @Override
    public String childSocketId() {
        return id;
    }
}
