package io.outrigger.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import io.outrigger.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A run that nobody waits for any more is ended. "busy" has one worker; what it is given here would keep it for weeks, so that the next
 * caller is answered at all shows it.
 */
@Timeout(120)
class AbandonedRunsIT {

    private static final long WEEKS = 10_000_000_000L;

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private static ModelInferRequest endless() {
        return TestServer.longs("busy", "work", List.of(1L, 1L), WEEKS).build();
    }

    private static void theNextCallerIsAnswered() {
        var answer = SERVER.grpc().withDeadlineAfter(60, TimeUnit.SECONDS)
                .modelInfer(TestServer.longs("busy", "work", List.of(1L, 1L), 1).build());
        assertThat(longs(answer)).containsExactly(1);
        Eventually.isTrue(() -> running("busy") == 0);
    }

    private static long[] longs(ModelInferResponse answer) {
        return TestServer.longs(answer, 0);
    }

    private static long running(String model) {
        String line = SERVER.metrics().lines().filter(text -> text.startsWith("model_server_requests_running{model=\"" + model + "\""))
                .findFirst().orElseThrow();
        return (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    @Test
    void aCallerThatHangsUp() {
        try (var context = Context.current().withCancellation(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var call = threads.submit(context.wrap(() -> SERVER.grpc().modelInfer(endless())));
            Eventually.isTrue(() -> running("busy") == 1);
            context.cancel(null);
            assertThat(catchThrowableOfType(java.util.concurrent.ExecutionException.class, call::get)).isNotNull();
            theNextCallerIsAnswered();
        }
    }

    @Test
    void aDeadlineThatPassesOverGrpc() {
        var refusal = catchThrowableOfType(StatusRuntimeException.class,
                () -> SERVER.grpc().withDeadlineAfter(500, TimeUnit.MILLISECONDS).modelInfer(endless()));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        theNextCallerIsAnswered();
    }

    @Test
    void aDeadlineThatPassesOverHttp() {
        byte[] body = TestServer.json("work", "[1,1]", "INT64", "[" + WEEKS + "]").getBytes(StandardCharsets.UTF_8);
        var answer = SERVER.postBytes("/v2/models/busy/infer", body, Map.of("X-Request-Timeout-Ms", "500"));
        assertThat(answer.statusCode()).isEqualTo(504);
        theNextCallerIsAnswered();
    }

    @Test
    void aStreamThatIsBrokenOff() {
        try (var context = Context.current().withCancellation()) {
            context.run(() -> {
                StreamObserver<ModelInferRequest> stream = GRPCInferenceServiceGrpc.newStub(SERVER.channel())
                        .modelStreamInfer(new Ignored());
                stream.onNext(endless());
                stream.onNext(endless());
            });
            Eventually.isTrue(() -> running("busy") == 1);
            context.cancel(null);
        }
        theNextCallerIsAnswered();
    }

    /** "slow" waits until it has two requests to put together. */
    @Test
    void whoLeavesARunDisturbsNobodyInIt() throws Exception {
        try (var context = Context.current().withCancellation(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var leaves = threads.submit(context.wrap(() -> SERVER.grpc().modelInfer(slow(7))));
            var stays = threads.submit(() -> SERVER.grpc().modelInfer(slow(8)));
            Eventually.isTrue(() -> running("slow") == 2);
            context.cancel(null);
            assertThat(catchThrowableOfType(java.util.concurrent.ExecutionException.class, leaves::get)).isNotNull();
            assertThat(longs(stays.get())).containsExactly(8);

            var late = threads.submit(() -> catchThrowableOfType(StatusRuntimeException.class,
                    () -> SERVER.grpc().withDeadlineAfter(50, TimeUnit.MILLISECONDS).modelInfer(slow(9))));
            assertThat(late.get().getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            var one = threads.submit(() -> SERVER.grpc().modelInfer(slow(10)));
            var other = threads.submit(() -> SERVER.grpc().modelInfer(slow(11)));
            assertThat(longs(one.get())).containsExactly(10);
            assertThat(longs(other.get())).containsExactly(11);
        }
        Eventually.isTrue(() -> running("slow") == 0);
    }

    private static ModelInferRequest slow(long value) {
        return TestServer.longs("slow", "work", List.of(1L, 1L), value).build();
    }

    /** Answers that nobody reads. */
    private static final class Ignored implements StreamObserver<ModelStreamInferResponse> {

        @Override
        public void onNext(ModelStreamInferResponse answer) {
        }

        @Override
        public void onError(Throwable failure) {
        }

        @Override
        public void onCompleted() {
        }
    }
}
