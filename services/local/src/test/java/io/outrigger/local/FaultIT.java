package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of inference when one process after the other is killed. The services run as their jars, so that a kill is a kill. */
class FaultIT {
    private static final byte[] PICTURE = Repository.bytes(Repository.PICTURES.resolve("7-1.png"));
    private static final ModelInferRequest REQUEST = StockClient.request("2", Digits.pixels(PICTURE)).build();

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = new Cluster();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void everythingRuns() {
        cluster.startWhatIsDown();
        Eventually.passes(FaultIT::assertServed);
    }

    @Test
    void knownModelsAreServedWithoutRedisPostgresAndRegistry() throws InterruptedException {
        cluster.killRedis();
        assertServedRepeatedly();
        RestAnswer models = cluster.user().get(cluster.user().registry("/v1/models/sample-classifier"));
        assertThat(models.status()).as("the registry is slower without Redis, not broken: " + models).isEqualTo(200);
        cluster.killPostgres();
        assertServedRepeatedly();
        cluster.metadata.kill();
        assertServedRepeatedly();
    }

    @Test
    void aRouterThatStartsWithoutTheRegistryIsNotReadyUntilItIsBack() throws InterruptedException {
        cluster.metadata.kill();
        cluster.router.kill();
        cluster.router.start();
        Eventually.passes(() -> {
            assertThat(cluster.router.readiness().statusCode()).isEqualTo(503);
            assertThat(cluster.router.readiness().body()).contains("registry");
        });
        assertThat(classify().status()).as(classify().toString()).isEqualTo(503);
        cluster.metadata.start();
        cluster.router.awaitReady();
        Eventually.passes(FaultIT::assertServed);
    }

    /** Its connections stay up, and its port takes new ones. */
    @Test
    void aRouterThatHangsTakesTheGatewayOutOfRotation() throws Exception {
        cluster.gateway.awaitReady();
        long stopped = System.nanoTime();
        cluster.router.signal("STOP");
        try {
            Eventually.passes(() -> {
                assertThat(cluster.gateway.readiness().statusCode()).isEqualTo(503);
                assertThat(cluster.gateway.readiness().body()).contains("model-router");
            });
            assertThat(Duration.ofNanos(System.nanoTime() - stopped)).as("it was 40 s").isLessThan(Duration.ofSeconds(15));
        } finally {
            cluster.router.signal("CONT");
        }
        cluster.gateway.awaitReady();
        Eventually.passes(FaultIT::assertServed);
    }

    @Test
    void withoutTheModelServerCallersAreToldSoAndServedAgainWhenItIsBack() throws InterruptedException {
        cluster.modelServer.kill();
        Eventually.passes(() -> {
            RestAnswer answer = classify();
            assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
            assertThat(answer.json().path("code").asText()).isIn("backend_unavailable", "model_not_ready", "backend_lost");
            assertThat(answer.json().path("retryable").asBoolean()).isTrue();
            assertThat(answer.json().path("message").asText(answer.json().path("detail").asText())).contains(" ");
        });
        cluster.modelServer.start();
        cluster.modelServer.awaitReady();
        Eventually.passes(FaultIT::assertServed);
    }

    /** Every call that reached a model was answered; every other one was refused with the code that says "no work was begun". */
    @Test
    void aGatewayThatIsToldToStopUnderLoadLosesNoRequest() throws InterruptedException {
        AtomicBoolean loading = new AtomicBoolean(true);
        AtomicLong served = new AtomicLong();
        Queue<Status> failures = new ConcurrentLinkedQueue<>();
        batching("off"); // so that a call of the model server is an inference
        try (StockClient modelServer = StockClient.open(cluster.access.modelServerGrpc(), "");
                StockClient client = StockClient.open(cluster.access.gatewayGrpc(), cluster.access.token())) {
            long seenBefore = modelServer.inferencesSeen();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 16; i++) {
                    callers.submit(() -> load(client, loading, served, failures));
                }
                Eventually.passes(() -> assertThat(served).hasValueGreaterThan(200));
                assertThat(cluster.gateway.terminate()).isIn(0, 143);
                loading.set(false);
            }
            assertThat(failures).as("refusals once the gateway is gone").isNotEmpty()
                    .allSatisfy(failure -> assertThat(failure.getCode()).as(failure.toString()).isEqualTo(Status.Code.UNAVAILABLE));
            assertThat(modelServer.inferencesSeen() - seenBefore).as("inferences done").isEqualTo(served.get());
        }
        everythingRuns();
        batching("on");
    }

    /** Says whether requests share calls, and waits until the orchestrator does so. */
    private static void batching(String word) {
        assertThat(cluster.admin().batching(word).status()).isEqualTo(200);
        Eventually.isTrue(() -> {
            long before = queued();
            assertServed();
            return (queued() > before) == word.equals("on");
        });
    }

    /** Requests that have been in a queue of the orchestrator, however shortly. */
    private static long queued() throws IOException {
        try (RestClient orchestrator = RestClient.of("http://127.0.0.1:" + cluster.orchestrator.managementPort())) {
            return orchestrator.get("/metrics").text().lines().filter(line -> line.startsWith("batch_queue_duration_seconds_count"))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
        }
    }

    private static void load(StockClient client, AtomicBoolean loading, AtomicLong served, Queue<Status> failures) {
        while (loading.get()) {
            try {
                client.infer(REQUEST);
                served.incrementAndGet();
            } catch (StatusRuntimeException refused) {
                failures.add(refused.getStatus());
            }
        }
    }

    private static RestAnswer classify() {
        return cluster.user().classify(PICTURE, "v2");
    }

    private static void assertServed() {
        RestAnswer answer = classify();
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("classification").path(0).path("label").asText()).isEqualTo("7");
    }

    private static void assertServedRepeatedly() {
        for (int i = 0; i < 50; i++) {
            assertServed();
        }
    }
}
