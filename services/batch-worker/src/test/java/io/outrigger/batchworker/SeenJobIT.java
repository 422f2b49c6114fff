package io.outrigger.batchworker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.backends.testing.BackendsExtension.Backend;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.json.Json;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.client.GrpcClient;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Model;
import io.outrigger.registry.ModelMapping;
import io.outrigger.registry.Strategy;
import io.outrigger.registry.Version;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.ExportedSpan;
import io.outrigger.testing.ExportedSpan.Id;
import io.outrigger.testing.StandInCollector;
import io.outrigger.testing.StandInRegistry;
import io.outrigger.testing.StandInServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is seen of a job from outside of it: status, metrics, spans. */
class SeenJobIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String ROW = """
            {"custom_id":"row","input":{"tensors":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}}
            """;

    @RegisterExtension
    static final BackendsExtension backends = BackendsExtension.of(Backend.POSTGRES, Backend.KAFKA, Backend.S3);

    private final StandInCollector collector = StandInCollector.start();
    private final StandInRegistry registry = StandInRegistry.start();
    private final StandInServer router = StandInServer.start();
    private final ServiceServer worker = worker();
    private final GrpcClient gateway = GrpcClient.open("127.0.0.1:" + worker.grpcPort(), "");

    @AfterEach
    void stop() {
        gateway.close();
        worker.close();
        router.close();
        registry.close();
        collector.close();
    }

    @Test
    void aRunningJobIsShownAndCountedAndItsSpansLeadFromTheSubmissionToTheCalls() throws Exception {
        registry.put(ModelMapping.toProto(pairs()));
        Eventually.passes(() -> assertThat(work().path("needs")).allSatisfy(need -> assertThat(need.path("ready").asBoolean()).isTrue()));
        var letGo = new CompletableFuture<Void>();
        router.behave((request, caller) -> letGo.thenRun(() -> Behaviour.echo().answer(request, caller)));

        Job job = submit();
        Eventually.passes(() -> {
            JsonNode work = work();
            assertThat(work.at("/here/jobs/0/job").asText()).isEqualTo(job.getId());
            assertThat(work.at("/here/chunks_total").asInt()).isEqualTo(1);
            assertThat(work.at("/left/rows_waiting").asInt()).isEqualTo(1);
            assertThat(work.at("/left/chunks_leased").asInt()).isEqualTo(1);
        });
        letGo.complete(null);
        Eventually.passes(() -> assertThat(metrics().lines())
                .anyMatch(line -> line.startsWith("batch_job_duration_seconds_count") && line.contains("completed") && line.endsWith(" 1"))
                .anyMatch(line -> line.startsWith("batch_rows_waiting{") && line.endsWith(" 0.0"))
                .anyMatch(line -> line.startsWith("batch_chunks_waiting{") && line.endsWith(" 0.0"))
                .anyMatch(line -> line.startsWith("job_rows_total") && line.contains("completed") && line.endsWith(" 1.0"))
                .anyMatch(line -> line.startsWith("job_queue_deliveries_total"))
                .anyMatch(line -> line.startsWith("job_queue_redeliveries_total"))
                .anyMatch(line -> line.startsWith("job_queue_dead_letters_total"))
                .anyMatch(line -> line.startsWith("batch_repairs_total")));
        spansAreLinked(job);
    }

    private void spansAreLinked(Job job) {
        Id called = Id.ofHeader(router.nextRequest().header("traceparent"));
        worker.close();
        List<ExportedSpan> spans = collector.spans();
        ExportedSpan submission = one(spans, "outrigger.jobs.v1.JobService/SubmitJob");
        ExportedSpan run = one(spans, "run of a chunk");
        assertThat(submission.id().trace()).isEqualTo(TRACE);
        assertThat(run.id().trace()).as("a trace of its own").isNotEqualTo(TRACE).isEqualTo(called.trace());
        assertThat(run.links()).containsExactly(submission.id());
        assertThat(run.attributes()).containsEntry("job", job.getId()).containsEntry("chunk", "0").containsEntry("rows", "1")
                .containsEntry("outcome", "answered");
        assertThat(spans).filteredOn(span -> span.id().equals(called)).singleElement()
                .satisfies(call -> assertThat(call.parent()).isEqualTo(run.id().span()));
    }

    private static ExportedSpan one(List<ExportedSpan> spans, String name) {
        return spans.stream().filter(span -> span.name().equals(name)).reduce((first, second) -> {
            throw new AssertionError("two spans " + name);
        }).orElseThrow();
    }

    private Job submit() {
        var channel = gateway.channel("x-outrigger-tenant", "acme", "traceparent", "00-" + TRACE + "-b7ad6b7169203331-01");
        return JobServiceGrpc.newBlockingStub(channel).submitJob(SubmitJobRequest.newBuilder().setModel("pairs")
                .setLines(ByteString.copyFromUtf8(ROW)).build()).getJob();
    }

    private JsonNode work() throws IOException, InterruptedException {
        return Json.parse(fetched(worker.restPort(), "/v1/work"));
    }

    private String metrics() throws IOException, InterruptedException {
        return new String(fetched(worker.managementPort(), "/metrics"), StandardCharsets.UTF_8);
    }

    private static byte[] fetched(int port, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofByteArray()).body();
        }
    }

    private ServiceServer worker() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "BIND_HOST", "127.0.0.1", "PORT", "0", "GRPC_PORT", "0", "MANAGEMENT_PORT", "0", "DRAIN_PAUSE", "0s", "DRAIN_TIMEOUT", "2s",
                "ROUTER_GRPC", router.address(), "REGISTRY_GRPC", "127.0.0.1:" + registry.port(),
                "OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString()));
        environment.putAll(Map.of("DB_HOST", backends.databaseHost(), "DB_PORT", Integer.toString(backends.databasePort()),
                "DB_NAME", backends.databaseName(), "DB_USER", backends.user(), "DB_PASSWORD", backends.password()));
        environment.putAll(Map.of("KAFKA_BROKERS", backends.kafkaBrokers(), "KAFKA_TOPIC", backends.uniqueName(),
                "KAFKA_GROUP", backends.uniqueName(), "S3_ENDPOINT", backends.s3Endpoint(), "S3_BUCKET", backends.uniqueName(),
                "S3_ACCESS_KEY", backends.s3AccessKey(), "S3_SECRET_KEY", backends.s3SecretKey()));
        var settings = new Settings(environment);
        BatchWorkerConfig config = BatchWorkerConfig.from(settings);
        settings.check();
        return BatchWorkerServer.start(config);
    }

    private static Model pairs() {
        TensorSpec tensor = new TensorSpec("x", Datatype.FP32, List.of(-1L, 2L), false);
        var version = new Version(1, "onnx", Optional.of("ab".repeat(32)), new Signature(List.of(tensor), List.of(tensor), 4,
                Optional.empty(), Optional.empty()), Adapter.NONE, List.of("default"), Instant.EPOCH);
        return Model.of("pairs", "", Model.STABLE, Strategy.ROUND_ROBIN, Batching.ON, List.of(version),
                List.of(new Alias(Model.STABLE, 1, 1)), 1);
    }
}
