package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Callers who go away while they wait for a model server that is stopped for a while: nothing of theirs is run that was not on its way to
 * it already, and others are served.
 */
class DroppedCallersIT {
    private static final int MANY = 100;
    private static final int OTHERS = 5;
    private static final int ASKED = 2 * MANY + OTHERS;
    private static final byte[] PICTURE = Repository.bytes(Repository.PICTURES.resolve("7-1.png"));
    private static final ModelInferRequest REQUEST = StockClient.request("2", Digits.pixels(PICTURE)).build();

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        // Nobody is sent away for the wait that a slow machine's first calls announce.
        cluster = new Cluster(Launch.JAR, Map.of("BATCHING_WAIT_MAX", "0s"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void nothingOfThoseWhoHaveGoneIsRunAndOthersAreServed() throws Exception {
        Eventually.isTrue(() -> cluster.user().classify(PICTURE, "v2").status() == 200);
        long ranBefore = ran();
        long goneBefore = gone();
        long sentBefore = sent();
        cluster.modelServer.signal("STOP");
        long onTheirWay;
        List<CompletableFuture<RestAnswer>> others = new ArrayList<>();
        List<Socket> rest = new ArrayList<>();
        try (Context.CancellableContext grpc = Context.current().withCancellation();
                StockClient client = StockClient.open(cluster.access.gatewayGrpc(), cluster.access.token())) {
            for (int i = 0; i < OTHERS; i++) {
                others.add(CompletableFuture.supplyAsync(DroppedCallersIT::patient, task -> Thread.ofVirtual().start(task)));
            }
            for (int i = 0; i < MANY; i++) {
                rest.add(ask());
                grpc.run(() -> askGrpc(client));
            }
            Eventually.isTrue(() -> inFlight(cluster.orchestrator, "grpc") >= ASKED && requestsWaiting() > 0);
            for (Socket socket : rest) {
                socket.close();
            }
            grpc.cancel(null);
            Eventually.isTrue(() -> gone() == goneBefore + 2 * MANY);
            Eventually.isTrue(() -> inFlight(cluster.gateway, "grpc") == 0 && inFlight(cluster.gateway, "rest") <= OTHERS + 1);
            onTheirWay = sent() - sentBefore;
        } finally {
            cluster.modelServer.signal("CONT");
        }
        for (CompletableFuture<RestAnswer> other : others) {
            assertThat(other.get(1, TimeUnit.MINUTES).status()).isEqualTo(200);
        }
        Eventually.isTrue(() -> cluster.user().classify(PICTURE, "v2").status() == 200);
        assertThat(onTheirWay).as("rows on their way when callers went").isLessThan(ASKED);
        // Others may be in a call on trial, whose requests are run once more.
        assertThat(ran() - ranBefore).as("rows that the model server ran").isLessThanOrEqualTo(onTheirWay + 2 * OTHERS + 1);
        assertThat(gone()).isEqualTo(goneBefore + 2 * MANY);
    }

    private static RestAnswer patient() {
        return cluster.user().post(cluster.user().gateway("/v1/infer").header("X-Request-Timeout-Ms", "120000"), body());
    }

    private static String body() {
        return """
                {"model":"sample-classifier","version":"v2","input":{"image":"%s"}}"""
                .formatted(Base64.getEncoder().encodeToString(PICTURE));
    }

    private static Socket ask() throws IOException {
        URI gateway = URI.create(cluster.access.gatewayUrl());
        Socket socket = new Socket(gateway.getHost(), gateway.getPort());
        String body = body();
        socket.getOutputStream().write(("POST /v1/infer HTTP/1.1\r\nHost: gateway\r\nX-Request-Timeout-Ms: 120000\r\nAuthorization: Bearer "
                + cluster.access.token() + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void askGrpc(StockClient client) {
        ClientCalls.asyncUnaryCall(client.channel().newCall(
                GRPCInferenceServiceGrpc.getModelInferMethod(),
                CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.MINUTES)), REQUEST, new Ignoring());
    }

    /** Hears nothing: what became of the call is counted elsewhere. */
    private static final class Ignoring implements StreamObserver<ModelInferResponse> {

        @Override
        public void onNext(ModelInferResponse answer) {
            // counted by the gateway
        }

        @Override
        public void onError(Throwable failure) {
            // counted by the gateway
        }

        @Override
        public void onCompleted() {
            // counted by the gateway
        }
    }

    private static long ran() {
        try (StockClient server = StockClient.open(cluster.access.modelServerGrpc(), "")) {
            return server.inferencesSeen();
        }
    }

    /** Requests whose callers have gone, as the gateway counts them. */
    private static long gone() {
        return sum(cluster.gateway, "inference_errors_total", "code=\"caller_cancelled\"");
    }

    private static long inFlight(ServiceProcess service, String protocol) {
        return sum(service, "calls_in_flight", "protocol=\"" + protocol + '"');
    }

    /** Rows of calls that the orchestrator has sent to the model server. */
    private static long sent() {
        return sum(cluster.orchestrator, "batch_rows_sum", "");
    }

    /** Requests of one row each that the orchestrator holds and has not sent to the model server. */
    private static long requestsWaiting() {
        long waiting = 0;
        for (JsonNode count : page(cluster.url(8082) + "/v1/lanes").json().findValues("requests_waiting")) {
            waiting += count.asLong();
        }
        return waiting;
    }

    private static long sum(ServiceProcess service, String metric, String label) {
        return (long) page("http://127.0.0.1:" + service.managementPort() + "/metrics").text().lines()
                .filter(line -> line.startsWith(metric + '{') && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    private static RestAnswer page(String url) {
        try (RestClient anybody = RestClient.of(url)) {
            return anybody.get("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
