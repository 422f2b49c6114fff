package io.outrigger.orchestrator;

import static io.outrigger.orchestrator.OrchestratorFixture.codeOf;
import static io.outrigger.testing.StockCaller.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.testing.AtOnce;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.TextTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many callers whose requests share calls: numbers and texts come back to the bit, and who sends rubbish hurts nobody else. */
class SharedCallsIT {

    private static final int CALLERS = 64;
    private static final int REQUESTS_OF_EACH = 25;
    private static final String POISON = "poison";
    private static final long CALL_NANOS = 2_000_000;

    private final AtomicInteger calls = new AtomicInteger();
    private OrchestratorFixture platform;

    @BeforeEach
    void start() {
        platform = new OrchestratorFixture();
        platform.register("echo", 32);
        platform.fleet.behave((request, caller) -> {
            calls.incrementAndGet();
            work();
            if (request.message().getRawInputContents(1).toStringUtf8().contains(POISON)) {
                caller.onError(Status.INVALID_ARGUMENT.withDescription("a text is bad").asRuntimeException());
            } else {
                Behaviour.echo().answer(request, caller);
            }
        });
        Eventually.isTrue(() -> platform.caller.blocking().modelInfer(request("first", new Random(1), "text")).getId().equals("first"));
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    /** One instance, before which a call of many rows takes as long as one of one row: there sharing gains. */
    private synchronized void work() {
        LockSupport.parkNanos(CALL_NANOS);
    }

    @Test
    void everyOneOf64CallersGetsItsOwnRowsBesideOneWhoseEveryRequestIsBad() throws Exception {
        List<Callable<Void>> callers = new ArrayList<>();
        callers.add(() -> {
            for (int i = 0; i < REQUESTS_OF_EACH; i++) {
                ModelInferRequest bad = request("bad-" + i, new Random(i), POISON);
                assertThat(codeOf(failureOf(() -> platform.caller.blocking().modelInfer(bad)))).isEqualTo(ErrorCode.MODEL_REJECTED_INPUT);
            }
            return null;
        });
        for (int caller = 1; caller < CALLERS; caller++) {
            Random random = new Random(caller);
            String name = "caller-" + caller;
            callers.add(() -> {
                for (int i = 0; i < REQUESTS_OF_EACH; i++) {
                    ModelInferRequest asked = request(name + "-" + i, random, "texts of any length ".repeat(random.nextInt(5)) + i);
                    ModelInferResponse answer = platform.caller.blocking().modelInfer(asked);
                    assertThat(answer).isEqualTo(Behaviour.echoOf(asked));
                }
                return null;
            });
        }
        calls.set(0);
        AtOnce.run(callers);
        assertThat(calls.get()).as("calls of the fleet, those that look for the bad request included")
                .isLessThan(CALLERS * REQUESTS_OF_EACH);
    }

    /** One to three rows of numbers and texts. */
    private static ModelInferRequest request(String id, Random random, String text) {
        int rows = 1 + random.nextInt(3);
        ByteBuffer numbers = ByteBuffer.allocate(rows * 4 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (numbers.hasRemaining()) {
            numbers.putFloat(random.nextFloat());
        }
        ByteString texts = TextTensor.of(
                IntStream.range(0, rows).mapToObj(i -> ByteString.copyFromUtf8(text + "/" + i)).toList());
        return ModelInferRequest.newBuilder().setModelName("echo").setModelVersion("1").setId(id)
                .addInputs(InferInputTensor.newBuilder().setName("numbers").setDatatype("FP32").addShape(rows).addShape(4))
                .addInputs(InferInputTensor.newBuilder().setName("texts").setDatatype("BYTES").addShape(rows).addShape(1))
                .addRawInputContents(ByteString.copyFrom(numbers.flip())).addRawInputContents(texts).build();
    }
}
