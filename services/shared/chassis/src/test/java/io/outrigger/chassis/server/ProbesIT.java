package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.telemetry.Telemetry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What load balancers, Kubernetes and monitors send to find out how a service is; and browsers before they send anything. */
class ProbesIT {

    private final Telemetry telemetry = Telemetry.local("example");
    private final AtomicReference<String> notReady = new AtomicReference<>();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ServiceServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() {
        server = ExampleServer.serving(ExampleServer.settings(Map.of()), telemetry, service -> service
                .rest(ProbesIT::routes)
                .grpc(new EchoService())
                .readiness("registry", () -> Optional.ofNullable(notReady.get())));
        channel = TestChannel.to(server.grpcPort());
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
        telemetry.close();
    }

    private static void routes(HttpRouting.Builder routing) {
        ReadRoute.at(routing, "/read", (request, response) -> response.send("some text".getBytes()));
        routing.post("/write", (request, response) -> response.send(RequestBody.read(request)));
        MethodNotAllowed.elsewhere(routing, "/write", "POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/ready", "/readyz", "/"})
    void readinessIsAskedAtEveryUsualAddress(String path) throws Exception {
        for (int port : List.of(server.restPort(), server.managementPort())) {
            notReady.set(null);
            for (String method : List.of("GET", "HEAD", "OPTIONS")) {
                assertThat(send(port, method, path).statusCode()).as("%s, ready", method).isEqualTo(200);
            }
            notReady.set("a secret of the inside");
            for (String method : List.of("GET", "HEAD", "OPTIONS")) {
                assertThat(send(port, method, path).statusCode()).as("%s, not ready", method).isEqualTo(503);
            }
            assertThat(send(port, "GET", path).body()).contains("not ready");
            assertThat(send(port, "GET", path).headers().firstValue("cache-control")).contains("no-store");
        }
        assertThat(send(server.restPort(), "GET", path).body()).as("why not is for the inside").doesNotContain("secret");
        assertThat(send(server.managementPort(), "GET", path).body()).contains("registry", "secret");
        assertThat(send(server.restPort(), "POST", path).statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/livez", "/healthz"})
    void livenessIsNoQuestionOfReadiness(String path) throws Exception {
        notReady.set("the registry is away");
        for (int port : List.of(server.restPort(), server.managementPort())) {
            for (String method : List.of("GET", "HEAD", "OPTIONS")) {
                assertThat(send(port, method, path).statusCode()).as(method).isEqualTo(200);
            }
        }
    }

    /** As they come over the wire: kubelet's, HAProxy's own, an old load balancer's, a monitor's. */
    @Test
    void probesOfOtherProgramsAreAnsweredAndLetGo() throws IOException {
        int port = server.restPort();
        assertThat(raw(port, "GET /readyz HTTP/1.1\r\nHost: 10.0.0.7:8080\r\nUser-Agent: kube-probe/1.34\r\nAccept: */*\r\n"
                + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(raw(port, "OPTIONS / HTTP/1.0\r\n\r\n")).matches("(?s)HTTP/1\\.[01] 200 .*");
        assertThat(raw(port, "HEAD / HTTP/1.0\r\nUser-Agent: ELB-HealthChecker/2.0\r\n\r\n")).matches("(?s)HTTP/1\\.[01] 200 .*")
                .endsWith("\r\n\r\n");
        assertThat(raw(port, "GET / HTTP/1.1\r\nHost: example\r\nUser-Agent: GoogleHC/1.0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ").endsWith("""
                        {"status":"ready"}""");
    }

    @Test
    void anAnswerToHeadLeavesNothingOnTheConnection() throws IOException {
        String head = "HEAD /read HTTP/1.1\r\nHost: a\r\n\r\n";
        String answers = raw(server.restPort(), head + head + "GET /read HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(4);
        assertThat(answers.split("some text", -1)).as("one body, that of the GET").hasSize(2);
        assertThat(answers.toLowerCase().split("content-length: 9\r\n", -1)).as("all three say its length").hasSize(4);
    }

    @Test
    void optionsSaysThatCorsIsNotSwitchedOn() throws Exception {
        HttpResponse<String> plain = send(server.restPort(), "OPTIONS", "/write");
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(plain.headers().firstValue("allow")).contains("POST, OPTIONS");
        assertThat(plain.body()).contains("CORS is not switched on");

        HttpResponse<String> preflight = http.send(request(server.restPort(), "/write").header("Origin", "https://page.test")
                .header("Access-Control-Request-Method", "POST").header("Access-Control-Request-Headers", "authorization")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(preflight.body()).contains("CORS is not switched on");
        assertThat(preflight.headers().map()).as("a browser refuses what lacks these").noneSatisfy((name, values) ->
                assertThat(name).startsWithIgnoringCase("access-control-"));
        assertThat(send(server.restPort(), "OPTIONS", "/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void grpcHealthKnowsTheServerAndItsServicesByName() {
        String echo = EchoService.SAY.getServiceName();
        assertThat(check("")).isEqualTo(ServingStatus.SERVING);
        assertThat(check(echo)).isEqualTo(ServingStatus.SERVING);
        assertThat(check(GrpcHealth.LIVENESS)).isEqualTo(ServingStatus.SERVING);
        assertThatThrownBy(() -> check("no.Such")).isInstanceOfSatisfying(StatusRuntimeException.class,
                refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));

        notReady.set("the registry is away");
        assertThat(check("")).as("at once").isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(check(echo)).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(check(GrpcHealth.LIVENESS)).as("no reason to end the process").isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void whoWatchesGrpcHealthIsToldOfEveryChange() throws InterruptedException {
        var seen = new LinkedBlockingQueue<ServingStatus>();
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.newBuilder().setService(EchoService.SAY.getServiceName()).build(),
                new StreamObserver<>() {
                    @Override
                    public void onNext(HealthCheckResponse answer) {
                        seen.add(answer.getStatus());
                    }

                    @Override
                    public void onError(Throwable ended) {
                    }

                    @Override
                    public void onCompleted() {
                    }
                });

        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(ServingStatus.SERVING);
        notReady.set("the registry is away");
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(ServingStatus.NOT_SERVING);
        notReady.set(null);
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(ServingStatus.SERVING);
    }

    private ServingStatus check(String service) {
        return HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.newBuilder().setService(service).build()).getStatus();
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(int port, String method, String path) throws IOException, InterruptedException {
        return http.send(request(port, path).method(method, HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Everything that comes until the server closes. */
    private static String raw(int port, String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
