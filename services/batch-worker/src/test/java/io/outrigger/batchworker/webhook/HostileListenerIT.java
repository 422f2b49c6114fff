package io.outrigger.batchworker.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.webhook.WebhookSender.Answer;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners that answer a gigabyte, or a byte at a time: each costs one try, and its connection ends with it. */
class HostileListenerIT {

    private static final long GIGABYTE = 1L << 30;
    private static final WebhookMessage MESSAGE = new WebhookMessage("msg_1", "{}".getBytes(US_ASCII));

    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private ServerSocket listener;

    private interface Talk {
        void to(OutputStream out) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
    }

    @Test
    void ofAGigabyteTheStatusIsRead() throws Exception {
        answer(out -> {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + GIGABYTE + "\r\n\r\n").getBytes(US_ASCII));
            writeForEver(out);
        });

        assertThat(send(Duration.ofSeconds(20))).isEqualTo(Answer.TAKEN);
        Eventually.isTrue(() -> ended.get() == 1);
        assertThat(sent.get()).as("what the transport took").isLessThan(32 << 20);
    }

    @Test
    void ofAnEndlessBodyTheStatusIsRead() throws Exception {
        answer(out -> {
            out.write("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n".getBytes(US_ASCII));
            writeForEver(out);
        });

        assertThat(send(Duration.ofSeconds(20))).isEqualTo(Answer.NOT_TAKEN);
        Eventually.isTrue(() -> ended.get() == 1);
        assertThat(sent.get()).isLessThan(32 << 20);
    }

    @Test
    void endlessHeadersAreNoAnswer() throws Exception {
        answer(out -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
            byte[] header = ("x: " + "x".repeat(1_000) + "\r\n").getBytes(US_ASCII);
            while (sent.get() < GIGABYTE) {
                out.write(header);
                sent.addAndGet(header.length);
            }
        });

        assertThat(send(Duration.ofSeconds(20))).isEqualTo(Answer.NOT_TAKEN);
        Eventually.isTrue(() -> ended.get() == 1);
        assertThat(sent.get()).isLessThan(32 << 20);
    }

    @Test
    void aByteAtATimeIsLate() throws Exception {
        answer(out -> {
            for (byte one : "HTTP/1.1 200 OK and so on and so on and so on and so on and so on".getBytes(US_ASCII)) {
                out.write(one);
                out.flush();
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            writeForEver(out);
        });

        assertThat(send(Duration.ofSeconds(1))).isEqualTo(Answer.LATE);
        Eventually.isTrue(() -> ended.get() == 1);
    }

    private Answer send(Duration patience) throws InterruptedException {
        var config = new WebhookConfig("a secret of thirty-two bytes....".getBytes(US_ASCII), true, patience);
        return new WebhookSender(config, new WebhookAddresses(config), InstantSource.fixed(Instant.EPOCH))
                .send("http://127.0.0.1:" + listener.getLocalPort() + "/", MESSAGE);
    }

    /** Answers the next connection so, and notes when it has ended. */
    private void answer(Talk talk) {
        Thread.ofVirtual().start(() -> {
            try (Socket socket = listener.accept()) {
                socket.getInputStream().read(new byte[1_024]);
                talk.to(socket.getOutputStream());
            } catch (IOException closed) {
                ended.incrementAndGet();
            }
        });
    }

    private void writeForEver(OutputStream out) throws IOException {
        byte[] bytes = "x".repeat(64 << 10).getBytes(US_ASCII);
        while (sent.get() < GIGABYTE) {
            out.write(bytes);
            sent.addAndGet(bytes.length);
        }
    }
}
