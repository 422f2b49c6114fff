package io.outrigger.modelserver;

import static io.outrigger.modelserver.TestServer.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.outrigger.proto.inference.ModelConfigRequest;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.testing.AllAnswers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The digest of what is loaded: shown, and asked for by a header that lets nothing else answer. */
@Timeout(120)
class ArtifactIT {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private static final Path MODELS = TestServer.MODELS;
    private static final String TWICE = sha256(MODELS.resolve("scale/1/model.onnx"));
    private static final String THRICE = sha256(MODELS.resolve("scale/2/model.onnx"));
    private static final String OTHER = "0".repeat(64);

    @AfterEach
    void putBack() throws IOException {
        replace("scale/1/model.onnx", MODELS.resolve("scale/1/model.onnx"));
        load("scale");
    }

    @Test
    void theConfigurationShowsWhatWasLoaded() {
        assertThat(shown("scale", "1")).isEqualTo(TWICE);
        assertThat(shown("scale", "2")).isEqualTo(THRICE);
        assertThat(SERVER.get("/v2/models/scale/versions/1/config").body()).contains("""
                "artifact_sha256":{"string_value":"%s""".formatted(TWICE));
    }

    @Test
    void aFileThatIsReplacedIsShownOnceItIsLoaded() throws IOException {
        replace("scale/1/model.onnx", MODELS.resolve("scale/2/model.onnx"));
        assertThat(shown("scale", "1")).as("what is in memory").isEqualTo(TWICE);

        load("scale");

        assertThat(shown("scale", "1")).isEqualTo(THRICE);
    }

    @Test
    void whatWasAskedForAnswersAndNothingElse() {
        assertThat(floats(expecting(TWICE).modelInfer(scale("1").build()), 0)).containsExactly(2, 4, 6, 8);

        StatusRuntimeException refused = refusal(() -> expecting(OTHER).modelInfer(scale("1").build()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(GrpcErrors.toFailure(refused).code()).isEqualTo(ErrorCode.ARTIFACT_MISMATCH);
        assertThat(refused.getStatus().getDescription()).contains("sha256:" + TWICE, "sha256:" + OTHER, "'scale' version 1");
        assertThat(code(() -> expecting("rubbish").modelInfer(scale("1").build()))).isEqualTo(ErrorCode.INVALID_HEADER);
    }

    @Test
    void whoNamesNoVersionMaySayWhatEachMustBe() {
        assertThat(floats(expecting("1=" + OTHER + ",2=" + THRICE).modelInfer(scale("").build()), 0)).containsExactly(3, 6, 9, 12);
        assertThat(code(() -> expecting("1=" + TWICE + ",2=" + OTHER).modelInfer(scale("").build())))
                .isEqualTo(ErrorCode.ARTIFACT_MISMATCH);
        assertThat(floats(expecting("7=" + OTHER).modelInfer(scale("").build()), 0)).as("nothing is said of 2")
                .containsExactly(3, 6, 9, 12);
    }

    @Test
    void aVersionThatIsAnotherOneIsNotReady() {
        var query = ModelReadyRequest.newBuilder().setName("scale").setVersion("1").build();

        assertThat(expecting(TWICE).modelReady(query).getReady()).isTrue();
        assertThat(code(() -> expecting(OTHER).modelReady(query))).isEqualTo(ErrorCode.ARTIFACT_MISMATCH);
        assertThat(expecting(OTHER).modelReady(ModelReadyRequest.newBuilder().setName("ghost").build()).getReady()).isFalse();
    }

    @Test
    void aStreamSaysItOfTheRequestAndGoesOn() throws Exception {
        var collected = new AllAnswers<ModelStreamInferResponse>();
        var requests = GRPCInferenceServiceGrpc.newStub(SERVER.channel()).withInterceptors(header("1=" + OTHER + ",2=" + THRICE))
                .modelStreamInfer(collected);
        requests.onNext(scale("1").build());
        requests.onNext(scale("2").build());
        requests.onCompleted();
        List<ModelStreamInferResponse> answers = collected.ended().get(20, TimeUnit.SECONDS);

        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).getErrorMessage()).contains(OTHER, TWICE);
        assertThat(floats(answers.get(1).getInferResponse(), 0)).containsExactly(3, 6, 9, 12);
    }

    /** The file goes back and forth under callers of both kinds: each answer was computed by what its caller asked for. */
    @Test
    void noAnswerComesFromAnotherArtifactWhileAModelIsLoadedAnew() throws Exception {
        var stop = new AtomicBoolean();
        var served = new AtomicInteger();
        var refused = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String digest = i % 2 == 0 ? TWICE : THRICE;
                float factor = i % 2 == 0 ? 2 : 3;
                callers.add(threads.submit(() -> {
                    while (!stop.get()) {
                        try {
                            var answer = expecting(digest).modelInfer(scale("1").build());
                            assertThat(floats(answer, 0)).containsExactly(factor, 2 * factor, 3 * factor, 4 * factor);
                            served.incrementAndGet();
                        } catch (StatusRuntimeException failure) {
                            assertThat(GrpcErrors.toFailure(failure).code()).isEqualTo(ErrorCode.ARTIFACT_MISMATCH);
                            refused.incrementAndGet();
                        }
                    }
                }));
            }
            for (int i = 0; i < 30; i++) {
                replace("scale/1/model.onnx", MODELS.resolve("scale/" + (i % 2 + 1) + "/model.onnx"));
                load("scale");
            }
            stop.set(true);
            for (Future<?> caller : callers) {
                caller.get();
            }
        }
        assertThat(served).hasPositiveValue();
        assertThat(refused).hasPositiveValue();
    }

    @Test
    void weightsBesideTheFileAreHeldToTheDigestWhateverBecomesOfThem() throws IOException {
        Path folder = SERVER.repository().resolve("external-weight");
        TestServer.copy(Path.of("src/test/resources/external-data/external-weight"), Files.createDirectories(folder));
        load("external-weight");
        String lines = sha256(folder.resolve("1/model.onnx")) + "  model.onnx\n"
                + sha256(folder.resolve("1/weights.bin")) + "  weights.bin\n";
        String digest = sha256(lines.getBytes(StandardCharsets.UTF_8));
        assertThat(shown("external-weight", "1")).isEqualTo(digest);

        Files.write(folder.resolve("1/weights.bin"), new byte[16]);

        var request = floats("external-weight", List.of(1L, 4L), 1, 2, 3, 4).build();
        assertThat(floats(expecting(digest).modelInfer(request), 0)).containsExactly(11, 22, 33, 44);
        load("external-weight");
        assertThat(code(() -> expecting(digest).modelInfer(request))).isEqualTo(ErrorCode.ARTIFACT_MISMATCH);
        assertThat(floats(SERVER.grpc().modelInfer(request), 0)).containsExactly(1, 2, 3, 4);
    }

    private static ModelInferRequest.Builder scale(String version) {
        return floats("scale", List.of(1L, 4L), 1, 2, 3, 4).setModelVersion(version);
    }

    private static GRPCInferenceServiceBlockingStub expecting(String digest) {
        return SERVER.grpc().withInterceptors(header(digest));
    }

    private static io.grpc.ClientInterceptor header(String digest) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-outrigger-digest", Metadata.ASCII_STRING_MARSHALLER), digest);
        return MetadataUtils.newAttachHeadersInterceptor(metadata);
    }

    private static String shown(String model, String version) {
        return SERVER.grpc().modelConfig(ModelConfigRequest.newBuilder().setName(model).setVersion(version).build()).getConfig()
                .getParametersOrThrow("artifact_sha256").getStringValue();
    }

    private static void load(String model) {
        assertThat(SERVER.grpc().repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName(model).build())).isNotNull();
    }

    private static void replace(String file, Path by) throws IOException {
        Files.copy(by, SERVER.repository().resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    private static ErrorCode code(Runnable call) {
        return GrpcErrors.toFailure(refusal(call)).code();
    }

    private static StatusRuntimeException refusal(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run);
    }

    private static String sha256(Path file) {
        try {
            return sha256(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
