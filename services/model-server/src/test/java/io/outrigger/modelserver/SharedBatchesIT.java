package io.outrigger.modelserver;

import static io.outrigger.modelserver.TestServer.floats;
import static io.outrigger.modelserver.TestServer.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelStatistics;
import io.outrigger.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many callers at once: rows come back to their owners, and one caller's trouble stays its own. */
@Timeout(60)
class SharedBatchesIT {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private static <T> List<Future<T>> atOnce(List<Callable<T>> calls) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(calls);
        }
    }

    @Test
    void everyOneOf32CallersGetsItsOwnRows() throws Exception {
        List<Callable<Integer>> callers = new ArrayList<>();
        for (int caller = 0; caller < 32; caller++) {
            int rows = 1 + caller % 3;
            float base = caller * 1_000;
            callers.add(() -> {
                for (int call = 0; call < 50; call++) {
                    float[] values = new float[rows * 4];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = base + call * 13 + i;
                    }
                    var answer = SERVER.grpc().modelInfer(floats("scale", List.of((long) rows, 4L), values).setModelVersion("1").build());
                    float[] found = floats(answer, 0);
                    assertThat(found).hasSameSizeAs(values);
                    for (int i = 0; i < values.length; i++) {
                        assertThat(found[i]).isEqualTo(values[i] * 2);
                    }
                }
                return 50;
            });
        }
        for (Future<Integer> done : atOnce(callers)) {
            assertThat(done.get()).isEqualTo(50);
        }
        ModelStatistics statistics = SERVER.statistics("scale");
        assertThat(statistics.getInferenceStats().getSuccess().getCount()).isEqualTo(1_600);
        assertThat(statistics.getInferenceStats().getFail().getCount()).isZero();
        assertThat(statistics.getInferenceCount()).isEqualTo(50L * (11 * 1 + 11 * 2 + 10 * 3));
        assertThat(statistics.getExecutionCount()).isLessThanOrEqualTo(1_600).isPositive();
        assertThat(statistics.getBatchStatsList().stream()
                .mapToLong(batch -> batch.getBatchSize() * batch.getComputeInfer().getCount()).sum())
                .isEqualTo(statistics.getInferenceCount());
        assertThat(SERVER.metrics()).contains("""
                nv_inference_request_success{model="scale",version="1"} 1600""", """
                nv_inference_count{model="scale",version="1"} 3150""");
    }

    /** "plus-and-minus" waits until it has a batch of four rows. */
    @Test
    void callersOfOneBatchThatAskForDifferentOutputsGetTheirOwnRows() throws Exception {
        int trials = 16;
        for (int batch = 1; batch <= trials; batch++) {
            fourCallersOfOneBatch();
            assertThat(SERVER.statistics("plus-and-minus").getExecutionCount()).as("on trial each runs alone").isEqualTo(batch * 4L);
        }
        fourCallersOfOneBatch();
        assertThat(SERVER.statistics("plus-and-minus").getExecutionCount()).as("then together").isEqualTo(trials * 4 + 1);
    }

    private static void fourCallersOfOneBatch() throws Exception {
        List<Callable<ModelInferResponse>> callers = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
            var request = floats("plus-and-minus", List.of(1L, 1L), caller + 1)
                    .addOutputs(InferRequestedOutputTensor.newBuilder().setName(caller % 2 == 0 ? "plus" : "minus"));
            callers.add(() -> SERVER.grpc().modelInfer(request.build()));
        }
        List<Future<ModelInferResponse>> answers = atOnce(callers);
        for (int caller = 0; caller < 4; caller++) {
            assertThat(floats(answers.get(caller).get(), 0)).containsExactly(caller % 2 == 0 ? caller + 1 : -caller - 1);
        }
    }

    @Test
    void aBadRowFailsItsCallerAlone() throws Exception {
        List<Callable<ModelInferResponse>> callers = new ArrayList<>();
        for (int i = 0; i < 320; i++) {
            long index = i % 16 == 7 ? 99 : i % 10;
            callers.add(() -> SERVER.grpc().modelInfer(longs("lookup", "index", List.of(1L, 1L), index).build()));
        }
        List<Future<ModelInferResponse>> answers = atOnce(callers);
        for (int i = 0; i < answers.size(); i++) {
            var answer = answers.get(i);
            if (i % 16 == 7) {
                var refusal = (StatusRuntimeException) catchThrowableOfType(ExecutionException.class, answer::get).getCause();
                assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                assertThat(refusal.getStatus().getDescription()).contains("onnx runtime error").contains("99");
            } else {
                assertThat(floats(answer.get(), 0)).containsExactly(i % 10 * 10);
            }
        }
        ModelStatistics statistics = SERVER.statistics("lookup");
        assertThat(statistics.getInferenceStats().getFail().getCount()).isEqualTo(20);
        assertThat(statistics.getInferenceStats().getSuccess().getCount()).isEqualTo(300);
        assertThat(statistics.getInferenceCount()).isEqualTo(300);
    }

    /** "busy" has one worker, four rows a batch and room for four in the queue. */
    @Test
    void aFullQueueRefusesTimesRunOutAndCallersHangUp() throws Exception {
        var stub = GRPCInferenceServiceGrpc.newStub(SERVER.channel());
        var first = Call.of(stub, longs("busy", "work", List.of(4L, 1L), 10_000, 1, 1, 1).build());
        Eventually.isTrue(() -> inside("busy") == 1);
        var short1 = longs("busy", "work", List.of(1L, 1L), 1).putParameters("timeout",
                InferParameter.newBuilder().setInt64Param(50_000).build());
        var timedOut = Call.of(stub, short1.build());
        var refusal = (StatusRuntimeException) catchThrowableOfType(ExecutionException.class, timedOut::get).getCause();
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(refusal.getStatus().getDescription()).contains("Request timeout expired");

        var late = Call.of(stub.withDeadlineAfter(50, TimeUnit.MILLISECONDS), longs("busy", "work", List.of(1L, 1L), 1).build());
        refusal = (StatusRuntimeException) catchThrowableOfType(ExecutionException.class, late::get).getCause();
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        String one = TestServer.json("work", "[1,1]", "INT64", "[1]");
        assertThat(SERVER.postBytes("/v2/models/busy/infer", one.getBytes(StandardCharsets.UTF_8), Map.of("X-Request-Timeout-Ms", "50"))
                .statusCode()).isEqualTo(504);
        Eventually.isTrue(() -> pending("busy") == 0);

        assertThat(longs(first.get(), 0)).containsExactly(10_000, 1, 1, 1);
        var second = Call.of(stub, longs("busy", "work", List.of(4L, 1L), 12_000, 1, 1, 1).build());
        Eventually.isTrue(() -> inside("busy") == 1);
        List<Call> queued = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            queued.add(Call.of(stub, longs("busy", "work", List.of(4L, 1L), 1, 1, 1, 1).build()));
        }
        Eventually.isTrue(() -> pending("busy") == 4);
        var full = Call.of(stub, longs("busy", "work", List.of(1L, 1L), 1).build());
        refusal = (StatusRuntimeException) catchThrowableOfType(ExecutionException.class, full::get).getCause();
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(refusal.getStatus().getDescription()).contains("Exceeds maximum queue size");
        assertThat(SERVER.post("/v2/models/busy/infer", one).statusCode()).isEqualTo(503);

        queued.get(1).hangUp();
        queued.get(3).hangUp();
        Eventually.isTrue(() -> pending("busy") == 2);
        assertThat(longs(second.get(), 0)).containsExactly(12_000, 1, 1, 1);
        assertThat(longs(queued.get(0).get(), 0)).containsExactly(1, 1, 1, 1);
        assertThat(longs(queued.get(2).get(), 0)).containsExactly(1, 1, 1, 1);
        ModelStatistics statistics = SERVER.statistics("busy");
        assertThat(statistics.getInferenceCount()).as("rows of hung-up and expired callers are not computed").isEqualTo(16);
        assertThat(statistics.getInferenceStats().getSuccess().getCount()).isEqualTo(4);
        assertThat(statistics.getInferenceStats().getFail().getCount())
                .as("timeout, 2 refused, 2 cancelled, and the 2 whose deadline passed, unless it did so on the way here").isBetween(5L, 7L);
    }

    private static long pending(String model) {
        return metric("nv_inference_pending_request_count", model);
    }

    /** Requests of the model that a worker has taken up. */
    private static long inside(String model) {
        return metric("model_server_requests_running", model);
    }

    private static long metric(String name, String model) {
        String line = SERVER.metrics().lines().filter(text -> text.startsWith(name + "{model=\"" + model + "\"")).findFirst().orElseThrow();
        return (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    /** A call under way that can be hung up. */
    private static final class Call extends CompletableFuture<ModelInferResponse>
            implements ClientResponseObserver<ModelInferRequest, ModelInferResponse> {

        private ClientCallStreamObserver<ModelInferRequest> requests;

        static Call of(GRPCInferenceServiceGrpc.GRPCInferenceServiceStub stub, ModelInferRequest request) {
            var call = new Call();
            stub.modelInfer(request, call);
            return call;
        }

        void hangUp() {
            requests.cancel("enough", null);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ModelInferRequest> stream) {
            requests = stream;
        }

        @Override
        public void onNext(ModelInferResponse answer) {
            complete(answer);
        }

        @Override
        public void onError(Throwable failure) {
            completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            assertThat(isDone()).isTrue();
        }
    }
}
