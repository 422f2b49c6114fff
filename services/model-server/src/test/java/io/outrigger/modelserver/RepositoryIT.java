package io.outrigger.modelserver;

import static io.outrigger.modelserver.TestServer.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.inference.RepositoryModelUnloadRequest;
import io.outrigger.proto.inference.ServerReadyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Loading and unloading while callers go on. */
@Timeout(60)
class RepositoryIT {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    @RegisterExtension
    static final TestServer LENIENT = new TestServer(Map.of("STRICT_READINESS", "false"));

    private static void load(String name) {
        var answer = SERVER.grpc().repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName(name).build());
        assertThat(answer).isNotNull();
    }

    private static void unload(String name) {
        var answer = SERVER.grpc().repositoryModelUnload(RepositoryModelUnloadRequest.newBuilder().setModelName(name).build());
        assertThat(answer).isNotNull();
    }

    private static String state(String name) {
        var index = SERVER.grpc().repositoryIndex(RepositoryIndexRequest.getDefaultInstance());
        return index.getModelsList().stream().filter(model -> model.getName().equals(name))
                .map(model -> model.getVersion() + ":" + model.getState() + ":" + model.getReason()).findFirst().orElse("absent");
    }

    @Test
    void loadingAnewUnderFireFailsNobody() throws Exception {
        var stop = new AtomicBoolean();
        var served = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                callers.add(threads.submit(() -> {
                    while (!stop.get()) {
                        var answer = SERVER.grpc().modelInfer(floats("scale", List.of(1L, 4L), 1, 2, 3, 4).setModelVersion("1").build());
                        assertThat(floats(answer, 0)).containsExactly(2, 4, 6, 8);
                        served.incrementAndGet();
                    }
                }));
            }
            for (int i = 0; i < 20; i++) {
                load("scale");
            }
            stop.set(true);
            for (Future<?> caller : callers) {
                caller.get();
            }
        }
        assertThat(served.get()).isPositive();
        String line = SERVER.metrics().lines()
                .filter(text -> text.startsWith("""
                        nv_inference_request_success{model="scale",version="1"}"""))
                .findFirst().orElseThrow();
        assertThat((int) Double.parseDouble(line.substring(line.lastIndexOf(' ')
                + 1))).as("counters outlive reloads").isEqualTo(served.get());
    }

    @Test
    void unloadingUnderFireAnswersEveryCallerOneWayOrTheOther() throws Exception {
        var stop = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                callers.add(threads.submit(() -> {
                    while (!stop.get()) {
                        try {
                            var answer = SERVER.grpc().modelInfer(floats("negate-fixed", List.of(2L, 3L), 1, 2, 3, 4, 5, 6).build());
                            assertThat(floats(answer, 0)).startsWith(-1);
                        } catch (StatusRuntimeException refused) {
                            assertThat(refused.getStatus().getDescription()).contains("'negate-fixed' has no available versions");
                        }
                    }
                }));
            }
            for (int i = 0; i < 20; i++) {
                unload("negate-fixed");
                load("negate-fixed");
            }
            stop.set(true);
            for (Future<?> caller : callers) {
                caller.get();
            }
        }
        unload("negate-fixed");
        assertThat(state("negate-fixed")).isEqualTo("1:UNAVAILABLE:unloaded");
        assertThat(SERVER.get("/v2/models/negate-fixed").statusCode()).isEqualTo(404);
        assertThat(SERVER.post("/v2/repository/models/negate-fixed/load", "").statusCode()).isEqualTo(200);
        assertThat(SERVER.post("/v2/repository/models/negate-fixed/unload", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void aModelThatCannotBeLoadedIsListedAndTheOldOneGoesOn() throws IOException {
        Path config = SERVER.repository().resolve("echo-text/config.pbtxt");
        String good = Files.readString(config);
        Files.writeString(config, good + "optimisation { }\n");
        var refusal = catchThrowableOfType(StatusRuntimeException.class, () -> load("echo-text"));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(refusal.getStatus().getDescription()).contains("echo-text/config.pbtxt:4: unknown field 'optimisation' of ModelConfig");
        assertThat(state("echo-text")).startsWith("1:READY:the last load failed, and what was loaded before is served on: "
                + "echo-text/config.pbtxt:4: unknown field 'optimisation'");

        Path broken = Files.createDirectories(SERVER.repository().resolve("broken/1"));
        Files.writeString(broken.resolve("model.onnx"), "no model");
        assertThat(state("broken")).isEqualTo("::");
        assertThat(SERVER.post("/v2/repository/models/broken/load", "").statusCode()).isEqualTo(400);
        assertThat(state("broken")).startsWith("1:UNAVAILABLE:version 1: ONNX Runtime cannot load model.onnx");
        assertThat(state("broken")).contains("it is a text and no ONNX model");

        assertThat(SERVER.get("/v2/health/ready").statusCode()).as("strict readiness wants every model").isEqualTo(400);
        assertThat(SERVER.grpc().serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isFalse();
        assertThat(SERVER.health("")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(SERVER.health("inference.GRPCInferenceService")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(SERVER.health("liveness")).isEqualTo(ServingStatus.SERVING);
        assertThat(SERVER.get("/v2/health/live").statusCode()).isEqualTo(200);
        assertThat(SERVER.get("/v2/models/scale/ready").statusCode()).isEqualTo(200);
        Files.copy(SERVER.repository().resolve("echo-text/1/model.onnx"), broken.resolve("model.onnx"),
                StandardCopyOption.REPLACE_EXISTING);
        load("broken");
        assertThat(SERVER.get("/v2/health/ready").statusCode()).isEqualTo(200);
        unload("broken");
        Files.writeString(broken.resolve("model.onnx"), "no model again");
        assertThat(SERVER.post("/v2/repository/models/broken/load", "").statusCode()).isEqualTo(400);
        assertThat(SERVER.get("/v2/health/ready").statusCode()).isEqualTo(400);
        unload("broken");
        assertThat(SERVER.get("/v2/health/ready").statusCode()).as("what was unloaded is not missed").isEqualTo(200);
        assertThat(SERVER.grpc().serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
        assertThat(SERVER.health("")).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void aSecondVersionThatDoesNotLoadSaysWhyBesideTheFirst() throws IOException {
        Path first = Files.createDirectories(LENIENT.repository().resolve("second/1"));
        Files.copy(LENIENT.repository().resolve("negate-fixed/1/model.onnx"), first.resolve("model.onnx"));
        assertThat(LENIENT.post("/v2/repository/models/second/load", "").statusCode()).isEqualTo(200);
        Files.writeString(Files.createDirectories(first.resolveSibling("2")).resolve("model.onnx"), "Not Found");
        assertThat(LENIENT.post("/v2/repository/models/second/load", "").body()).contains("model_load_failed").contains("'Not Found'");

        var entries = LENIENT.grpc().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList().stream()
                .filter(model -> model.getName().equals("second")).toList();
        assertThat(entries).extracting(entry -> entry.getVersion() + entry.getState()).containsExactly("1READY", "2UNAVAILABLE");
        assertThat(entries.get(0).getReason()).startsWith("the last load failed, and what was loaded before is served on: version 2: ONNX");
        assertThat(entries.get(1).getReason()).startsWith("version 2: ONNX Runtime cannot load model.onnx: it is a text");
        Files.copy(first.resolve("model.onnx"), first.resolveSibling("2").resolve("model.onnx"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(LENIENT.post("/v2/repository/models/second/load", "").statusCode()).isEqualTo(200);
        assertThat(LENIENT.grpc().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList())
                .filteredOn(model -> model.getName().equals("second")).singleElement()
                .satisfies(entry -> assertThat(entry.getVersion() + entry.getState() + entry.getReason()).isEqualTo("2READY"));
    }

    /** With Triton's --strict-readiness=false. */
    @Test
    void aServerThatIsNotStrictIsReadyWhateverBecameOfSingleModels() throws IOException {
        Files.writeString(Files.createDirectories(LENIENT.repository().resolve("broken/1")).resolve("model.onnx"), "");
        assertThat(LENIENT.post("/v2/repository/models/broken/load", "").body()).contains("model_load_failed").contains("it is empty");
        assertThat(LENIENT.get("/v2/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNotThereCannotBeLoaded() {
        for (String name : List.of("nothing", "..", "../models/scale", "")) {
            var refusal = catchThrowableOfType(StatusRuntimeException.class, () -> load(name));
            assertThat(refusal.getStatus().getCode()).as(name).isEqualTo(Status.Code.NOT_FOUND);
        }
        assertThat(SERVER.post("/v2/repository/models/scale/load", """
                {"parameters":{"config":"{}"}}""").body()).contains("'config'");
    }
}
