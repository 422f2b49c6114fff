package io.outrigger.perf.attack;

import io.outrigger.perf.load.PlatformFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Attacks over REST by connections that ask for something and then do nothing more, or hardly anything. */
final class ConnectionFloods {

    private static final int ANNOUNCERS = 16;
    private static final int ANNOUNCED_BYTES = 60 << 20;
    private static final int READERS = 1_030;
    private static final int PIPELINED = 20;
    private static final int RECEIVE_BUFFER_BYTES = 4 << 10;
    private static final int IDLE = 2_000;
    private static final int STREAMS = 300;
    private static final int UPLOADS = 32;

    private ConnectionFloods() {
    }

    static void announcedBodies(PlatformFile platform, BooleanSupplier goesOn) throws IOException {
        hold(platform, goesOn, ANNOUNCERS, head(platform, "POST /v1/infer",
                "Content-Type: application/json\r\nContent-Length: " + ANNOUNCED_BYTES + "\r\n") + "{", "");
    }

    /** The largest file that is open to everybody. */
    static void unreadAnswers(PlatformFile platform, BooleanSupplier goesOn) throws IOException {
        hold(platform, goesOn, READERS, "GET /openapi/ui/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\n\r\n".repeat(PIPELINED), "");
    }

    static void idleConnections(PlatformFile platform, BooleanSupplier goesOn) throws IOException {
        hold(platform, goesOn, IDLE, "", "");
    }

    static void trickledUploads(PlatformFile platform, BooleanSupplier goesOn) throws IOException {
        hold(platform, goesOn, UPLOADS, head(platform, "POST /v1/files",
                "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: " + ANNOUNCED_BYTES + "\r\n")
                + "--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
                + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"slow.jsonl\"\r\n\r\n", "x");
    }

    static void statusStreams(PlatformFile platform, BooleanSupplier goesOn) throws IOException {
        hold(platform, goesOn, STREAMS, head(platform, "GET /v1/status/events", ""), "");
    }

    private static String head(PlatformFile platform, String operation, String headers) {
        return operation + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + platform.value("TOKEN") + "\r\n" + headers + "\r\n";
    }

    /** Opens connections, says this on each, and now and then a little more; opens again those that are ended. */
    private static void hold(PlatformFile platform, BooleanSupplier goesOn, int connections, String said, String more) throws IOException {
        int port = Attack.port(platform.value("GATEWAY_URL"));
        List<Socket> sockets = new ArrayList<>();
        try {
            while (goesOn.getAsBoolean()) {
                if (sockets.size() < connections) {
                    sockets.add(open(port, said));
                } else {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                    sockets.removeIf(socket -> !takes(socket, more));
                }
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static Socket open(int port, String said) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        takes(socket, said);
        return socket;
    }

    private static boolean takes(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException ended) {
            return false;
        }
    }
}
