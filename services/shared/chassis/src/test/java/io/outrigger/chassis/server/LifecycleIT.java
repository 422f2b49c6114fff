package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.outrigger.testing.Eventually;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a server starts, says that it is ready, and ends. */
class LifecycleIT {

    private final ExampleServer example = new ExampleServer();

    @AfterEach
    void stop() throws InterruptedException {
        example.close();
    }

    @Test
    void readinessFollowsTheChecks() throws Exception {
        example.start(Map.of());

        assertThat(example.management("/health/ready").statusCode()).isEqualTo(200);
        example.notReady.set("the registry has not been seen yet");
        assertThat(example.management("/health/ready").body()).contains("not ready", "registry", "the registry has not been seen yet");
        assertThat(example.management("/health/ready").statusCode()).isEqualTo(503);
        assertThat(example.management("/health/live").statusCode()).isEqualTo(200);
        assertThat(example.management("/metrics").body()).contains("calls_in_flight", "jvm_memory_used_bytes");
    }

    @Test
    void drainingLetsCallsInFlightFinish() throws Exception {
        example.start(Map.of("DRAIN_PAUSE", "3s"));
        var held = ClientCalls.futureUnaryCall(example.channel.newCall(EchoService.SAY, CallOptions.DEFAULT), new EchoService.Text("wait"));
        var slow = example.http.sendAsync(example.request("/wait").build(), HttpResponse.BodyHandlers.ofString());
        example.echo.waiting.await();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(example.server::close);
        Eventually.isTrue(() -> example.management("/health/ready").statusCode() == 503);
        assertThat(HealthGrpc.newBlockingStub(example.channel).check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(example.get("/id").headers().firstValue("Connection")).contains("close");
        Eventually.isTrue(example::refusesNewCalls);
        example.echo.proceed.countDown();

        assertThat(held.get(5, TimeUnit.SECONDS).value()).isEqualTo("waited");
        assertThat(slow.get(5, TimeUnit.SECONDS).body()).isEqualTo("waited");
        closing.get(5, TimeUnit.SECONDS);
    }

    @Test
    void anInterruptedCloseStillCloses() throws Exception {
        example.start(Map.of("DRAIN_PAUSE", "1m"));
        List<Integer> ports = List.of(example.server.restPort(), example.server.grpcPort(), example.server.managementPort());
        Thread closing = Thread.ofVirtual().start(example.server::close);
        closing.interrupt();

        assertThat(closing.join(Duration.ofSeconds(5))).isTrue();
        for (int port : ports) {
            assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).as("port " + port).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void closingAnIdleServerIsQuick() throws Exception {
        example.start(Map.of());
        example.get("/id");
        example.say("hi");

        CompletableFuture.runAsync(example.server::close).get(3, TimeUnit.SECONDS);
    }

    @Test
    void aPortInUseIsNamed() {
        example.start(Map.of());

        assertThatThrownBy(() -> example.build(Map.of("GRPC_PORT", Integer.toString(example.server.grpcPort()))))
                .hasMessage("Port " + example.server.grpcPort() + " is in use by another program.");
        assertThatThrownBy(() -> example.build(Map.of("PORT", Integer.toString(example.server.restPort()))))
                .hasMessage("Port " + example.server.restPort() + " is in use by another program.");
    }
}
