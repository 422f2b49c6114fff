package io.outrigger.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.registry.v1.Model;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInServer.Received;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An orchestrator whose requests share calls, the fleet that answers when it is let, and callers; a row is one whole number. */
final class BatchingFixture implements AutoCloseable {

    static final int ROWS_MAX = 8;

    final OrchestratorFixture platform;
    private final BlockingQueue<Held> arrived = new LinkedBlockingQueue<>();

    /** A call that waits for its answer. */
    record Held(Received request, StreamObserver<ModelInferResponse> caller) {

        List<Integer> rows() {
            return rowsIn(request);
        }

        void answer() {
            Behaviour.echo().answer(request, caller);
        }
    }

    BatchingFixture(String... settings) {
        platform = new OrchestratorFixture(settings);
        platform.registry.put(model().build());
        hold();
        Eventually.isTrue(() -> { // until the copy of the registry has the model, requests go alone and no lane is opened
            Asked asked = ask("first", 1);
            next().answer();
            return asked.answer().getId().equals("first") && platform.page("/v1/lanes").contains("slots");
        });
    }

    /** The model whose rows they are. */
    static Model.Builder model() {
        return OrchestratorFixture.model("rows", ROWS_MAX);
    }

    /** From now on the fleet's calls wait until they are let. */
    void hold() {
        behave((request, caller) -> arrived.add(new Held(request, caller)));
    }

    void behave(Behaviour next) {
        platform.fleet.behave(next);
    }

    /** Answers each call with what is made of its rows. */
    static Behaviour answering(UnaryOperator<List<Integer>> rows) {
        return (request, caller) -> {
            List<Integer> answer = rows.apply(rowsIn(request));
            ModelInferResponse.Builder like = Behaviour.echoOf(request.message()).toBuilder();
            like.getOutputsBuilder(0).setShape(0, answer.size());
            caller.onNext(like.setRawOutputContents(0, bytes(answer)).build());
            caller.onCompleted();
        };
    }

    /** Refuses each call that this row is in. */
    static Behaviour refusing(int row) {
        return (request, caller) -> {
            if (rowsIn(request).contains(row)) {
                caller.onError(Status.INVALID_ARGUMENT.withDescription("a row is bad").asRuntimeException());
            } else {
                Behaviour.echo().answer(request, caller);
            }
        };
    }

    /** Answers each call after so long. */
    static Behaviour after(Duration time) {
        var late = CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS);
        return (request, caller) -> late.execute(() -> Behaviour.echo().answer(request, caller));
    }

    /** The next call that waits for its answer. */
    Held next() {
        try {
            Held next = arrived.poll(1, TimeUnit.MINUTES);
            assertThat(next).as("a call of the fleet").isNotNull();
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    void nothingElseArrived() {
        assertThat(arrived).isEmpty();
    }

    /** A call in flight, so that whatever comes has to wait. */
    Held blocked() {
        ask("", 0);
        return next();
    }

    /** Requests of these rows, which wait by now. */
    List<Asked> waiting(int... rows) {
        List<Asked> all = Arrays.stream(rows).mapToObj(row -> ask("", row)).toList();
        awaitWaiting(rows.length);
        return all;
    }

    Asked ask(String id, int row) {
        return ask(request(id, row));
    }

    /** With headers, too: name, value, name, value, … */
    Asked ask(ModelInferRequest request, String... headers) {
        return Asked.of(platform.caller, request, headers);
    }

    static ModelInferRequest request(String id, int row) {
        return ModelInferRequest.newBuilder().setModelName("rows").setModelVersion("1").setId(id)
                .addInputs(InferInputTensor.newBuilder().setName("x").setDatatype("INT32").addShape(1).addShape(1))
                .addRawInputContents(bytes(List.of(row))).build();
    }

    private static ByteString bytes(List<Integer> rows) {
        ByteBuffer bytes = ByteBuffer.allocate(rows.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        rows.forEach(bytes::putInt);
        return ByteString.copyFrom(bytes.flip());
    }

    static List<Integer> rowsIn(Received request) {
        return numbers(request.message().getRawInputContents(0));
    }

    static List<Integer> numbers(ByteString rows) {
        var numbers = rows.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        List<Integer> all = new ArrayList<>();
        while (numbers.hasRemaining()) {
            all.add(numbers.get());
        }
        return all;
    }

    /** Until so many requests wait for a call. */
    void awaitWaiting(int requests) {
        platform.awaitWaiting(requests);
    }

    /** Until nothing waits and no call is in flight. */
    void awaitIdle() {
        awaitWaiting(0);
        platform.awaitMetric("batch_calls_in_flight", 0);
    }

    @Override
    public void close() {
        platform.close();
    }
}
