package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad requests over gRPC: refused with a sentence at the gateway, unseen by the model server. */
class MalformedGrpcIT {
    private static final float[] PIXELS = Digits.pixels(Repository.bytes(Repository.PICTURES.resolve("7-1.png")));
    private static final int OVER_THE_LIMIT = 65 << 20;

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    /** A request that must be refused. */
    record Bad(String what, Status.Code code, ModelInferRequest request) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Bad> bad() {
        ModelInferRequest good = StockClient.request("2", PIXELS).build();
        return Stream.of(
                new Bad("no model", Status.Code.INVALID_ARGUMENT, good.toBuilder().clearModelName().build()),
                new Bad("an unknown model", Status.Code.NOT_FOUND, good.toBuilder().setModelName("nobody").build()),
                new Bad("an unknown version", Status.Code.NOT_FOUND, good.toBuilder().setModelVersion("99").build()),
                new Bad("no tensors", Status.Code.INVALID_ARGUMENT, good.toBuilder().clearInputs().clearRawInputContents().build()),
                new Bad("a wrong name", Status.Code.INVALID_ARGUMENT, withInput(good, good.getInputs(0).toBuilder().setName("picture"))),
                new Bad("a wrong datatype", Status.Code.INVALID_ARGUMENT, withInput(good, good.getInputs(0).toBuilder()
                        .setDatatype("FP64"))),
                new Bad("too few bytes", Status.Code.INVALID_ARGUMENT,
                        good.toBuilder().setRawInputContents(0, ByteString.copyFrom(new byte[100])).build()),
                new Bad("no bytes", Status.Code.INVALID_ARGUMENT, good.toBuilder().clearRawInputContents().build()),
                new Bad("bytes for two tensors", Status.Code.INVALID_ARGUMENT,
                        good.toBuilder().addRawInputContents(good.getRawInputContents(0)).build()),
                new Bad("2^62 values in no bytes", Status.Code.INVALID_ARGUMENT, withShape(good, List.of(1L, 1L << 62)).toBuilder()
                        .setRawInputContents(0, ByteString.EMPTY).build()),
                new Bad("a product that overflows to 0", Status.Code.INVALID_ARGUMENT,
                        withShape(good, List.of(1L << 32, 1L << 32, 28L, 28L)).toBuilder().setRawInputContents(0, ByteString.EMPTY)
                                .build()),
                new Bad("7 GB of rows", Status.Code.INVALID_ARGUMENT, withShape(good, List.of(33_554_432L, 1L, 28L, 28L))),
                new Bad("a negative dimension", Status.Code.INVALID_ARGUMENT, withShape(good, List.of(-1L, 1L, 28L, 28L))));
    }

    private static ModelInferRequest withInput(ModelInferRequest good, InferInputTensor.Builder input) {
        return good.toBuilder().setInputs(0, input).build();
    }

    private static ModelInferRequest withShape(ModelInferRequest good, List<Long> shape) {
        return withInput(good, good.getInputs(0).toBuilder().clearShape().addAllShape(shape));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void isRefusedAtTheGateway(Bad bad) {
        try (StockClient client = platform.grpc(); StockClient modelServer = StockClient.open(platform.access().modelServerGrpc(), "")) {
            long seenBefore = modelServer.inferencesSeen();
            StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, () -> client.infer(bad.request()));
            assertThat(refusal).as(bad.what()).isNotNull();
            assertThat(refusal.getStatus().getCode()).as(refusal.getMessage()).isEqualTo(bad.code());
            assertThat(refusal.getStatus().getDescription()).as("a sentence").contains(" ").endsWith(".");
            assertThat(modelServer.inferencesSeen()).isEqualTo(seenBefore);
            assertThat(client.infer(StockClient.request("2", PIXELS).build()).getModelVersion()).as("the next good request").isEqualTo("2");
        }
    }

    @Test
    void aMessageOverTheLimitIsRefusedAndTheConnectionLives() {
        try (StockClient client = platform.grpc()) {
            ModelInferRequest large = StockClient.request("2", PIXELS).setRawInputContents(0,
                    ByteString.copyFrom(new byte[OVER_THE_LIMIT])).build();
            StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, () -> client.infer(large));
            assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(client.infer(StockClient.request("2", PIXELS).build()).getModelVersion()).isEqualTo("2");
        }
    }
}
