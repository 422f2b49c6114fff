package io.outrigger.metadata.signatures;

import io.outrigger.chassis.config.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Finds out what listens at an address that does not speak gRPC, so that whoever gave the wrong port is told which it is.
 *
 * <p>It asks once in HTTP/1.1, for a health address that changes nothing anywhere, and where nothing comes back once in TLS.
 * Each try has the same short patience.
 */
final class PortProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int ANSWER_BYTES_MAX = 512;
    private static final int TLS_ALERT = 0x15;

    private PortProbe() {
    }

    /** What answers. */
    enum Found {
        HTTP,
        TLS,
        NOTHING,
        SOMETHING_ELSE
    }

    static Found look(HostPort address) {
        byte[] answer;
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write(("GET /v2/health/live HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            answer = answer(socket);
        } catch (ConnectException refused) {
            return Found.NOTHING;
        } catch (IOException silent) {
            answer = new byte[0];
        }
        if (answer.length == 0) {
            return speaksTls(address) ? Found.TLS : Found.SOMETHING_ELSE;
        }
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        if (answer[0] == TLS_ALERT || (text.startsWith("HTTP/") && text.contains("HTTPS"))) {
            return Found.TLS;
        }
        return text.startsWith("HTTP/") ? Found.HTTP : Found.SOMETHING_ELSE;
    }

    private static Socket connect(HostPort address) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(address.host(), address.port()), (int) PATIENCE.toMillis());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** The first bytes; what comes before the end or the end of the patience, though it be nothing. */
    private static byte[] answer(Socket socket) throws IOException {
        byte[] bytes = new byte[ANSWER_BYTES_MAX];
        int length = 0;
        InputStream in = socket.getInputStream();
        try {
            for (int read = in.read(bytes); read > 0; read = in.read(bytes, length, bytes.length - length)) {
                length += read;
            }
        } catch (IOException ended) {
            // A reset after an answer does not unsay it.
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Whether a handshake gets as far as an alert or a certificate, whatever becomes of it then. */
    private static boolean speaksTls(HostPort address) {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (Socket plain = connect(address);
                SSLSocket tls = (SSLSocket) factory.createSocket(plain, address.host(), address.port(), false)) {
            CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).execute(() -> close(plain));
            tls.startHandshake();
            return true;
        } catch (SSLException failed) {
            String words = String.valueOf(failed.getMessage());
            return words.contains("PKIX") || words.contains("fatal alert") || failed.getCause() instanceof GeneralSecurityException;
        } catch (IOException silent) {
            return false;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // nothing is left to be closed
        }
    }
}
