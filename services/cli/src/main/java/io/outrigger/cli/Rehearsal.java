package io.outrigger.cli;

import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Console;
import io.outrigger.cli.console.Style;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/** Runs the usual commands once for nobody, so that the archive from which later ones start has what they need. */
final class Rehearsal {
    private static final String ANSWER = """
            {"id":"batch_0","status":"completed","model":"m","version":"v1","request_counts":{"total":3,"completed":2,"failed":1},\
            "rows_per_second":1.5,"seconds_left":2.5,"created_at":1,"completed_at":90,"metadata":{"a":"b"},"data":[],"models":[]}""";
    private static final List<String> COMMANDS = List.of("--help", "jobs --help",
            "batch submit s3://b/k --model m --metadata a=b --watch", "jobs ls", "jobs show batch_0", "jobs results batch_0",
            "jobs ls --json", "models ls", "keys ls", "no-command");

    private Rehearsal() {
    }

    public static void main(String[] none) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> answer(socket));
            String url = "http://127.0.0.1:" + socket.getLocalPort();
            for (String command : COMMANDS) {
                PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
                Session session = new Session(new Console(InputStream.nullInputStream(), nowhere, nowhere),
                        new Style(true, true, true, 80), Map.of("GATEWAY_URL", url, "REGISTRY_URL", url, "TOKEN", "t"), Path.of(""),
                        System::nanoTime, duration -> { });
                Outrigger.run(session, command.split(" "));
            }
        }
        System.exit(0);
    }

    /** The same to everybody, one after the other. */
    private static void answer(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (Socket caller = socket.accept()) {
                Scanner head = new Scanner(caller.getInputStream(), StandardCharsets.US_ASCII);
                while (head.hasNextLine() && !head.nextLine().isEmpty()) {
                    continue; // the request does not matter
                }
                caller.getOutputStream().write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                        + ANSWER.length() + "\r\n\r\n" + ANSWER).getBytes(StandardCharsets.US_ASCII));
                caller.shutdownOutput();
                caller.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException gone) {
                // the next one
            }
        }
    }
}
