package io.outrigger.modelserver;

import static io.outrigger.modelserver.TestServer.floats;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** ModelStreamInfer: an answer for each request, in order, errors among them, at the reader's pace. */
@Timeout(60)
class StreamIT {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    /** A client that reads one answer at a time, and only when asked to. */
    private static final class Reader implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {

        private final List<ModelStreamInferResponse> answers = new ArrayList<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        private ClientCallStreamObserver<ModelInferRequest> requests;
        private Throwable failure;

        @Override
        public void beforeStart(ClientCallStreamObserver<ModelInferRequest> stream) {
            requests = stream;
            stream.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(ModelStreamInferResponse answer) {
            answers.add(answer);
            requests.request(1);
        }

        @Override
        public void onError(Throwable thrown) {
            failure = thrown;
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            ended.countDown();
        }
    }

    @Test
    void answersComeInOrderAndErrorsDoNotEndTheStream() throws Exception {
        var reader = new Reader();
        var requests = GRPCInferenceServiceGrpc.newStub(SERVER.channel()).modelStreamInfer(reader);
        for (int i = 0; i < 100; i++) {
            requests.onNext(floats(i % 10 == 3 ? "nothing" : "scale", List.of(1L, 4L), i, 0, 0, 0).setModelVersion("1").setId("r" + i)
                    .putParameters("triton_enable_empty_final_response", InferParameter.newBuilder().setBoolParam(i % 2 == 0).build())
                    .build());
        }
        requests.onCompleted();
        reader.requests.request(1);
        assertThat(reader.ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.failure).isNull();
        assertThat(reader.answers).hasSize(100);
        for (int i = 0; i < 100; i++) {
            var answer = reader.answers.get(i);
            assertThat(answer.getInferResponse().getId()).isEqualTo("r" + i);
            assertThat(answer.getInferResponse().getParametersOrThrow("triton_final_response").getBoolParam()).isTrue();
            if (i % 10 == 3) {
                assertThat(answer.getErrorMessage()).contains("'nothing' is not found");
            } else {
                assertThat(answer.getErrorMessage()).isEmpty();
                assertThat(floats(answer.getInferResponse(), 0)).startsWith(i * 2f);
            }
        }
    }

    @Test
    void aReaderThatStallsHoldsBackOnlyItself() throws Exception {
        var reader = new Reader();
        var requests = GRPCInferenceServiceGrpc.newStub(SERVER.channel()).modelStreamInfer(reader);
        long before = SERVER.statistics("identity-fp32").getInferenceStats().getSuccess().getCount();
        var large = floats("identity-fp32", List.of(1L, 65_536L), new float[65_536]).build();
        for (int i = 0; i < 100; i++) {
            requests.onNext(large);
        }
        requests.onCompleted();
        long taken = before;
        for (int quiet = 0; quiet < 10; quiet++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            long now = SERVER.statistics("identity-fp32").getInferenceStats().getSuccess().getCount();
            quiet = now == taken ? quiet : 0;
            taken = now;
        }
        assertThat(taken - before).as("requests taken up although no answer was read").isBetween(1L, 40L);
        assertThat(floats(SERVER.grpc().modelInfer(floats("identity-fp32", List.of(1L, 1L), 5).build()), 0)).containsExactly(5);
        reader.requests.request(1);
        assertThat(reader.ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.answers).hasSize(100);
    }

    @Test
    void aCallerThatHangsUpLeavesNothingBehind() throws Exception {
        var reader = new Reader();
        var requests = GRPCInferenceServiceGrpc.newStub(SERVER.channel()).modelStreamInfer(reader);
        requests.onNext(floats("scale", List.of(1L, 4L), 1, 2, 3, 4).build());
        reader.requests.cancel("enough", null);
        assertThat(reader.ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(Status.fromThrowable(reader.failure).getCode()).isEqualTo(Status.Code.CANCELLED);
        assertThat(floats(SERVER.grpc().modelInfer(floats("scale", List.of(1L, 4L), 1, 2, 3, 4).build()), 0)).startsWith(3);
    }
}
