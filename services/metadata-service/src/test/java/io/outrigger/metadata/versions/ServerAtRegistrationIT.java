package io.outrigger.metadata.versions;

import static io.outrigger.metadata.testing.Bodies.servedAt;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.testing.FreePort;
import io.outrigger.testing.StandInModelServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a registrant is told where the signature cannot be read: which port it gave, or why the server refused the model. */
class ServerAtRegistrationIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1).with("SIGNATURE_TIMEOUT", "700ms");

    private final Rest rest = registry.rest();

    @Test
    void aModelThatItsServerRefusedIsRefusedWithTheServersReason() throws Exception {
        try (var server = new StandInModelServer()) {
            RestAnswer answer = register("refused", server.address());

            assertThat(answer.status()).as("%s", answer).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("model_load_failed");
            assertThat(answer.message()).contains(server.address(), "does not serve model 'refused' version v1",
                    "1/model.onnx is a Git LFS pointer of 131 bytes, not a model");
        }
    }

    @Test
    void theDigestIsWhatTheServerHasLoaded() throws Exception {
        try (var server = new StandInModelServer()) {
            RestAnswer read = register("digits", server.address());
            assertThat(read.status()).as("%s", read).isEqualTo(201);
            assertThat(read.json().path("artifact_sha256").asText()).isEqualTo(StandInModelServer.LOADED);
            assertThat(register("digits", server.address()).status()).as("the same again").isEqualTo(200);

            RestAnswer described = rest.post("/v1/models/digits/versions", """
                    {"version":"v2","framework":"onnx","endpoint":"%s","signature":{"inputs":[{"name":"x","datatype":"FP32","shape":[4]}],
                     "outputs":[{"name":"y","datatype":"FP32","shape":[2]}],"max_batch_size":0}}""".formatted(server.address()));
            assertThat(described.status()).as("%s", described).isEqualTo(201);
            assertThat(described.json().path("artifact_sha256").asText()).as("also where the signature is given")
                    .isEqualTo(StandInModelServer.LOADED);
        }
    }

    @Test
    void whatTheServerHasToSayOfAVersionStandsInTheAnswer() throws Exception {
        try (var server = new StandInModelServer()) {
            RestAnswer created = register("noted", server.address());
            assertThat(created.status()).as("%s", created).isEqualTo(201);
            assertThat(created.json().path("notices")).singleElement()
                    .satisfies(notice -> assertThat(notice.asText()).isEqualTo("Version v1: requests are never joined: its rows meet"));
            assertThat(register("noted", server.address()).json().path("notices")).as("the same again").hasSize(1);

            RestAnswer other = rest.post("/v1/models", """
                    {"name":"free","version":1,"framework":"onnx","endpoint":"%s","served_as":{"model":"digits","version":1},
                     "signature":{"inputs":[{"name":"x","datatype":"FP32","shape":[-1]}],
                     "outputs":[{"name":"y","datatype":"FP32","shape":[-1]}],"max_batch_size":0}}""".formatted(server.address()));
            assertThat(other.status()).as("%s", other).isEqualTo(201);
            assertThat(other.json().has("notices")).as("a server that has nothing to say knows better than the signature").isFalse();
        }
    }

    @Test
    void anotherDigestThanTheServersIsRefusedWithBoth() throws Exception {
        String other = "ef".repeat(32);
        try (var server = new StandInModelServer()) {
            RestAnswer answer = rest.post("/v1/models", """
                    {"name":"differs","version":"v1","framework":"onnx","endpoint":"%s","artifact_sha256":"%s",
                     "served_as":{"model":"digits","version":"v1"}}""".formatted(server.address(), other));

            assertThat(answer.status()).as("%s", answer).isEqualTo(409);
            assertThat(answer.code()).isEqualTo("artifact_mismatch");
            assertThat(answer.message()).contains("sha256:" + other, "sha256:" + StandInModelServer.LOADED, server.address());
            assertThat(rest.get("/v1/models/differs").status()).isEqualTo(404);
        }
    }

    @Test
    void whereTheServerIsNotThereYetTheDigestIsTheRegistrants() {
        RestAnswer answer = rest.post("/v1/models", """
                {"name":"early","version":"v1","framework":"onnx","endpoint":"127.0.0.1:1","artifact_sha256":"%s",
                 "signature":{"inputs":[{"name":"x","datatype":"FP32","shape":[4]}],
                 "outputs":[{"name":"y","datatype":"FP32","shape":[2]}],"max_batch_size":0}}""".formatted("ef".repeat(32)));

        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        assertThat(answer.json().path("artifact_sha256").asText()).isEqualTo("ef".repeat(32));
    }

    @Test
    void anHttpPortIsCalledOne() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try {
            RestAnswer answer = register("m", "127.0.0.1:" + server.getAddress().getPort());

            assertThat(answer.status()).as("%s", answer).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("invalid_field");
            assertThat(answer.message()).contains("is an HTTP port", "usually 8001");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anHttpServerThatAnswersOnlyWhatItUnderstandsIsCalledOneToo() throws Exception {
        try (var server = new Answering(request ->
                request.startsWith("GET ") ? "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" : "")) {
            assertThat(register("m", server.address()).message()).contains("is an HTTP port");
        }
    }

    @Test
    void aPortThatWantsTlsIsCalledOne() throws Exception {
        try (var server = new Answering(request -> request.startsWith("GET ")
                ? "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
                : "\u0015\u0003\u0001\u0000\u0002\u0002\u0046")) {
            RestAnswer answer = register("m", server.address());
            assertThat(answer.code()).as("%s", answer).isEqualTo("invalid_field");
            assertThat(answer.message()).contains("wants TLS");
        }
        try (ServerSocket socket = SSLContext.getDefault().getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var _ = new Answering(socket, request -> "")) {
            assertThat(register("m", "127.0.0.1:" + socket.getLocalPort()).message()).contains("wants TLS");
        }
    }

    @Test
    void aPortOnWhichNothingListensOrSomethingElseDoesIsCalledThat() throws Exception {
        RestAnswer nothing = register("m", "127.0.0.1:" + FreePort.next());
        assertThat(nothing.status()).isEqualTo(503);
        assertThat(nothing.message()).contains("nothing listens there");
        try (var server = new Answering(request -> "220 mail.example ESMTP\r\n")) {
            RestAnswer other = register("m", server.address());
            assertThat(other.status()).as("%s", other).isIn(502, 503);
            assertThat(other.message()).doesNotContain("HTTP port");
        }
    }

    private RestAnswer register(String model, String endpoint) {
        return rest.post("/v1/models", servedAt(endpoint, model, "v1"));
    }

    /** A server of some protocol: reads once, answers once, hangs up. */
    private static final class Answering implements AutoCloseable {

        private final ServerSocket socket;
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

        Answering(java.util.function.UnaryOperator<String> answers) throws IOException {
            this(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), answers);
        }

        Answering(ServerSocket socket, java.util.function.UnaryOperator<String> answers) {
            this.socket = socket;
            threads.execute(() -> {
                while (!socket.isClosed()) {
                    try {
                        Socket caller = socket.accept();
                        threads.execute(() -> answer(caller, answers));
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
        }

        private static void answer(Socket caller, java.util.function.UnaryOperator<String> answers) {
            try (caller) {
                byte[] request = new byte[1_024];
                int length = caller.getInputStream().read(request);
                String text = new String(request, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
                caller.getOutputStream().write(answers.apply(text).getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException callerLeft) {
                // as callers do
            }
        }

        String address() {
            return "127.0.0.1:" + socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            threads.shutdownNow();
        }
    }
}
