package io.outrigger.local;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP client that repeats nothing by itself, and sees whether a byte of an answer had come when its connection ended. */
final class HttpCaller implements Caller {
    private static final int PATIENCE_MS = 30_000;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

    private final InetSocketAddress server;
    private final byte[] request;
    private final boolean keeps;
    private Socket socket;
    private InputStream in;

    /** @param keeps whether it uses a connection for as long as the server lets it, or a new one for each call */
    HttpCaller(String url, String method, String path, String headers, byte[] body, boolean keeps) {
        URI address = URI.create(url);
        this.server = new InetSocketAddress(address.getHost(), address.getPort());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((method + " " + path + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\nContent-Length: " + body.length
                + "\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(body);
        this.request = bytes.toByteArray();
        this.keeps = keeps;
    }

    @Override
    public boolean call(CallTally tally) {
        boolean fresh = socket == null;
        String answer = "";
        try {
            if (fresh) {
                connect();
            }
        } catch (IOException refused) {
            close();
            tally.refused();
            return !(refused instanceof ConnectException);
        }
        try {
            socket.getOutputStream().write(request);
            answer = head();
            if (answer.startsWith("HTTP/1.1 2")) {
                body(answer);
                tally.answered();
            } else {
                tally.lost((fresh ? "new" : "kept") + " connection: " + answer.strip());
            }
            if (!keeps || answer.toLowerCase().contains("\r\nconnection: close\r\n")) {
                close();
            }
        } catch (IOException ended) {
            close();
            if (fresh || !answer.isEmpty()) {
                tally.lost((fresh ? "new" : "kept") + " connection: " + ended + " after '" + answer.strip() + "'");
            } else {
                tally.crossed();
            }
        }
        return true;
    }

    private void connect() throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(server, PATIENCE_MS);
        socket.setSoTimeout(PATIENCE_MS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the end of the connection came after " + head.length() + " bytes of an answer");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private void body(String head) throws IOException {
        Matcher length = LENGTH.matcher(head);
        if (!length.find()) {
            throw new IOException("an answer without a length");
        }
        int expected = Integer.parseInt(length.group(1));
        int found = in.readNBytes(expected).length;
        if (found < expected) {
            throw new IOException("the end of the connection came after " + found + " of " + expected + " bytes of a body");
        }
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException closedAlready) {
            return;
        } finally {
            socket = null;
        }
    }
}
