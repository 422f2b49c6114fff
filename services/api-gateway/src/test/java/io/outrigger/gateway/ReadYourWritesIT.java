package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.gateway.testing.Models;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelMetadataRequest;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.registry.Model;
import io.outrigger.registryview.RegistryViewConfig;
import io.outrigger.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that the registry has and of which this gateway has not been told yet: every way to ask for it waits for the news. */
class ReadYourWritesIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final String BODY = """
            {"model":"%s","input":{"tensors":[{"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},
             {"name":"b","shape":[1,2],"datatype":"INT64","data":[1,2]}]}}""";

    static Stream<String> ways() {
        return waysToAsk("").keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatWasRegisteredAMomentAgoIsFound(String way) throws Exception {
        String name = "fresh-" + way.toLowerCase().replaceAll("[^a-z]+", "-");
        int before = GATEWAY.registry().questions();
        GATEWAY.registry().holdBack();
        try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            GATEWAY.register(named(name));
            Future<Boolean> found = caller.submit(waysToAsk(name).get(way));
            Eventually.isTrue(() -> GATEWAY.registry().questions() > before || found.isDone());
            GATEWAY.registry().letGo();

            assertThat(found.get(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            GATEWAY.registry().letGo();
        }
    }

    @Test
    void aFloodOfUnknownNamesDoesNotReachTheRegistry() throws Exception {
        int before = GATEWAY.registry().questions();
        long begun = System.nanoTime();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> flood = new ArrayList<>();
            for (int caller = 0; caller < 20; caller++) {
                String name = "ghost-" + caller + "-";
                flood.add(callers.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        assertThat(GATEWAY.postJson("/v1/infer", BODY.formatted(name + i)).statusCode()).isEqualTo(404);
                    }
                }));
            }
            for (Future<?> caller : flood) {
                caller.get(60, TimeUnit.SECONDS);
            }
        }
        Duration interval = RegistryViewConfig.DEFAULT.looksInterval();
        long intervals = Duration.ofNanos(System.nanoTime() - begun).dividedBy(interval);

        assertThat(GATEWAY.registry().questions() - before).as("questions for 400 unknown names").isBetween(1, (int) intervals + 1);
    }

    @Test
    void whatIsKnownAsksNobody() {
        int before = GATEWAY.registry().questions();

        for (int i = 0; i < 20; i++) {
            assertThat(GATEWAY.postJson("/v1/infer", BODY.formatted("plain")).statusCode()).isEqualTo(200);
        }
        assertThat(GATEWAY.registry().questions()).isEqualTo(before);
    }

    private static Map<String, Callable<Boolean>> waysToAsk(String name) {
        Map<String, Callable<Boolean>> ways = new LinkedHashMap<>();
        ways.put("POST /v1/infer", () -> GATEWAY.postJson("/v1/infer", BODY.formatted(name)).statusCode() == 200);
        ways.put("POST /v2 infer", () -> GATEWAY.postJson("/v2/models/" + name + "/versions/1/infer", """
                {"inputs":[{"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},
                 {"name":"b","shape":[1,2],"datatype":"INT64","data":[1,2]}]}""").statusCode() == 200);
        ways.put("GET model", () -> GATEWAY.get("/v2/models/" + name, GATEWAY.tokens().with("infer")).statusCode() == 200);
        ways.put("GET model of alias", () ->
                GATEWAY.get("/v2/models/" + name + "/versions/canary", GATEWAY.tokens().with("infer")).statusCode() == 200);
        ways.put("GET ready", () -> GATEWAY.get("/v2/models/" + name + "/ready", GATEWAY.tokens().with("infer")).statusCode() == 200);
        ways.put("ModelInfer", () -> stub().modelInfer(request(name)).getModelName().equals(name));
        ways.put("ModelMetadata", () ->
                stub().modelMetadata(ModelMetadataRequest.newBuilder().setName(name).build()).getName().equals(name));
        ways.put("ModelReady", () -> stub().modelReady(ModelReadyRequest.newBuilder().setName(name).build()).getReady());
        return ways;
    }

    private static GRPCInferenceServiceBlockingStub stub() {
        return GATEWAY.stub("infer").withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private static ModelInferRequest request(String name) {
        return ModelInferRequest.newBuilder().setModelName(name)
                .addInputs(InferInputTensor.newBuilder().setName("a").setDatatype("FP32").addShape(1).addShape(4)
                        .setContents(InferTensorContents.newBuilder().addAllFp32Contents(List.of(1f, 2f, 3f, 4f))))
                .addInputs(InferInputTensor.newBuilder().setName("b").setDatatype("INT64").addShape(1).addShape(2)
                        .setContents(InferTensorContents.newBuilder().addAllInt64Contents(List.of(1L, 2L))))
                .build();
    }

    private static Model named(String name) {
        Model plain = Models.plain();
        return Model.of(name, plain.description(), plain.defaultAlias(), plain.strategy(), plain.batching(), plain.versions().values(),
                plain.aliases().values(), plain.revision());
    }
}
