package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.testing.AtOnce;
import io.outrigger.testing.StockCaller;
import io.outrigger.testing.TextTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Numbers and texts of many callers before the model server, one of whom sends what makes every call fail that it shares. */
class PoisonedCallsIT {
    private static final Path MODELS = Repository.ROOT.resolve("services/model-server/src/test/resources/models");
    /** Gives ten times the index; one over 9 fails in the runtime. */
    private static final String LOOKUP = "lookup";
    private static final String ECHO = "echo-text";
    private static final int CALLERS = 64;
    private static final int REQUESTS_OF_EACH = 12;

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    private final RestCalls admin = platform.admin();

    @BeforeEach
    void serve() throws IOException {
        for (String model : List.of(LOOKUP, ECHO)) {
            Repository.copyTree(MODELS.resolve(model), platform.models().resolve(model));
            assertThat(admin.post(admin.gateway("/v2/repository/models/" + model + "/load"), "{}").status()).isEqualTo(200);
            assertThat(admin.register(model, "v1", platform.access().modelServerGrpc()).status()).isEqualTo(201);
        }
    }

    @AfterEach
    void remove() {
        for (String model : List.of(LOOKUP, ECHO)) {
            admin.post(admin.gateway("/v2/repository/models/" + model + "/unload"), "{}");
            Repository.deleteTree(platform.models().resolve(model));
        }
    }

    @Test
    void everyCallerGetsItsOwnBesideOneWhoseEveryRequestIsBad() throws Exception {
        List<Callable<Void>> callers = new ArrayList<>();
        callers.add(with(client -> {
            var failure = StockCaller.failureOf(() -> client.infer(lookup(99)));
            assertThat(failure.getStatus().getCode()).as(failure.toString()).isIn(Status.Code.INVALID_ARGUMENT, Status.Code.INTERNAL);
        }));
        for (int caller = 1; caller < CALLERS; caller++) {
            int own = caller;
            callers.add(with(client -> {
                ByteBuffer value = client.infer(lookup(own % 10)).getRawOutputContents(0).asReadOnlyByteBuffer();
                assertThat(value.order(ByteOrder.LITTLE_ENDIAN).getFloat()).isEqualTo(own % 10 * 10f);
                ModelInferRequest texts = echo("caller " + own, "x".repeat(own));
                assertThat(client.infer(texts).getRawOutputContents(0)).isEqualTo(texts.getRawInputContents(0));
            }));
        }
        AtOnce.run(callers);
    }

    @FunctionalInterface
    private interface Asking {
        void ask(StockClient client);
    }

    private static Callable<Void> with(Asking asking) {
        return () -> {
            try (StockClient client = platform.grpc()) {
                for (int i = 0; i < REQUESTS_OF_EACH; i++) {
                    asking.ask(client);
                }
            }
            return null;
        };
    }

    private static ModelInferRequest lookup(long index) {
        ByteBuffer raw = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, index);
        return ModelInferRequest.newBuilder().setModelName(LOOKUP)
                .addInputs(InferInputTensor.newBuilder().setName("index").setDatatype("INT64").addShape(1).addShape(1))
                .addRawInputContents(ByteString.copyFrom(raw)).build();
    }

    private static ModelInferRequest echo(String one, String other) {
        return ModelInferRequest.newBuilder().setModelName(ECHO)
                .addInputs(InferInputTensor.newBuilder().setName("input").setDatatype("BYTES").addShape(1).addShape(2))
                .addRawInputContents(TextTensor.of(List.of(ByteString.copyFromUtf8(one), ByteString.copyFromUtf8(other)))).build();
    }
}
