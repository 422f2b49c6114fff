package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose file descriptors are all taken by clients that ask nothing: it is not ready, and serves again afterwards. */
class DescriptorsIT {
    private static final int DESCRIPTORS = 256;
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path directory;

    private final List<Socket> flood = new ArrayList<>();
    private Ports ports;
    private ServiceProcess server;

    @BeforeEach
    void start() throws IOException {
        List<ServerSocket> reserved = List.of(new ServerSocket(0), new ServerSocket(0), new ServerSocket(0));
        Map<Integer, Integer> numbers = Map.of(8000, reserved.get(0).getLocalPort(), 8001, reserved.get(1).getLocalPort(),
                8002, reserved.get(2).getLocalPort());
        for (ServerSocket socket : reserved) {
            socket.close();
        }
        ports = new Ports(numbers::get);
        server = new ServiceProcess("model-server",
                new ServiceSettings(ports, Map.of()).modelServer(Repository.ROOT.resolve("models")), directory,
                Launch.JAR.within(List.of("bash", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "limited")));
        server.start();
        server.awaitReady();
    }

    @AfterEach
    void stop() throws IOException {
        endFlood();
        server.close();
    }

    @Test
    void aFloodOfIdleConnectionsPasses() throws Exception {
        try (Socket probe = connect(8002)) {
            assertThat(readiness(probe)).startsWith("HTTP/1.1 200");
            for (int port : new int[] {8001, 8000}) {
                for (int i = 0; i < DESCRIPTORS * 2; i++) {
                    flood.add(connect(port));
                }
            }
            Eventually.passes(() -> assertThat(server.log()).contains("Too many open files"));
            Eventually.passes(() -> assertThat(readiness(probe)).as("without descriptors").startsWith("HTTP/1.1 503"));
        }
        endFlood();
        Eventually.passes(() -> {
            assertThat(server.isRunning()).isTrue();
            assertThat(server.readiness().statusCode()).isEqualTo(200);
            assertThat(rest()).isEqualTo(200);
            assertThat(grpcStatus()).isEqualTo("served");
        });
    }

    /** Many idle connections to one port are what everybody's connection pools are: nobody else is kept out by them. */
    @Test
    void aPortFullOfIdleConnectionsStillAnswers() throws Exception {
        for (int i = 0; i < DESCRIPTORS * 2; i++) {
            flood.add(connect(8000));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(rest()).isEqualTo(200);
            assertThat(grpcStatus()).isEqualTo("served");
            assertThat(server.readiness().statusCode()).isEqualTo(200);
        }
    }

    private Socket connect(int standard) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", ports.number(standard)), 20_000);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private void endFlood() throws IOException {
        for (Socket socket : flood) {
            socket.close();
        }
        flood.clear();
    }

    /** The answer over a connection that was there before. */
    private static String readiness(Socket probe) throws IOException {
        probe.getOutputStream().write("GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("}") < 0 || answer.indexOf("\"reasons\"") > 0 && answer.indexOf("}}") < 0) {
            int next = probe.getInputStream().read();
            assertThat(next).as("the probe's connection goes on, after " + answer).isNotNegative();
            answer.append((char) next);
        }
        return answer.toString();
    }

    private int rest() throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.number(8000) + "/v2/models/sample-classifier"))
                .build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private String grpcStatus() {
        try (StockClient client = StockClient.open("127.0.0.1:" + ports.number(8001), "")) {
            client.infer(StockClient.request("2", new float[28 * 28]).build());
            return "served";
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().toString();
        }
    }
}
