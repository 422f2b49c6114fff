package io.outrigger.chassis.server;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections to a server that are kept and asked on, each until all are closed. */
final class KeptSockets implements AutoCloseable {

    private static final String REQUEST = "GET /id HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int PATIENCE_MS = 60_000;

    private final List<Socket> sockets = new ArrayList<>();

    Socket open(ServiceServer server) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.restPort());
        socket.setSoTimeout(PATIENCE_MS);
        sockets.add(socket);
        return socket;
    }

    List<Socket> all() {
        return sockets;
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    static String ask(Socket socket) throws IOException {
        return ask(socket, REQUEST);
    }

    /** Head and body of one answer, or as much as comes. */
    static String ask(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (!isWhole(answer.toString())) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return answer.toString();
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    private static boolean isWhole(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        String head = answer.substring(0, end + 2).toLowerCase();
        int length = head.indexOf("content-length: ");
        return length < 0 || answer.length() >= end + 4 + Integer.parseInt(head.substring(length + 16, head.indexOf('\r', length)));
    }
}
