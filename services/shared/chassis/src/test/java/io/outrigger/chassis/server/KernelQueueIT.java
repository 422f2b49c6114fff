package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A listening socket of which nobody accepts: what the kernel does on its behalf. */
@EnabledOnOs(OS.LINUX)
class KernelQueueIT {

    private static final int DROPPED_MS = 300;

    @Test
    void whoHasConnectedIsSeenUntilHeIsAccepted() throws IOException {
        try (ServerSocket listener = listener(); Socket client = connect(listener, 5_000)) {
            KernelQueue queue = new KernelQueue(listener.getLocalPort());
            assertThat(client.isConnected()).isTrue();
            assertThat(queue.isEmpty()).isFalse();
            listener.accept().close();
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    void whoHasConnectedIsServedWhileNobodyElseGetsIn() throws IOException {
        ServerSocket listener = listener();
        try (Socket early = connect(listener, 5_000)) {
            assertThat(new KernelQueue(listener.getLocalPort()).refusesNew()).isTrue();
            assertThatThrownBy(() -> connect(listener, DROPPED_MS)).isInstanceOf(SocketTimeoutException.class);

            early.getOutputStream().write(7);
            try (Socket accepted = listener.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo(7);
                listener.close();
                assertThatThrownBy(() -> connect(listener, 5_000)).isInstanceOf(ConnectException.class);
                accepted.getOutputStream().write(8);
                assertThat(early.getInputStream().read()).isEqualTo(8);
            }
        } finally {
            listener.close();
        }
    }

    @Test
    void aPortThatNobodyListensOnHasNobodyWaiting() throws IOException {
        int port;
        try (ServerSocket listener = listener()) {
            port = listener.getLocalPort();
        }
        assertThat(new KernelQueue(port).isEmpty()).isTrue();
        assertThat(new KernelQueue(port).refusesNew()).isFalse();
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    private static Socket connect(ServerSocket listener, int withinMs) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()), withinMs);
        return socket;
    }
}
