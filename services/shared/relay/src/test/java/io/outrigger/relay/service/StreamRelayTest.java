package io.outrigger.relay.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.telemetry.Operation;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order, the bounds and the failures of a stream, on a call without a wire. */
class StreamRelayTest {

    private static final int UNANSWERED_MAX = 3;

    private final Telemetry telemetry = Telemetry.local("test");
    private final List<CompletableFuture<WireMessage>> begun = new ArrayList<>();
    private final FakeCall call = new FakeCall();
    private final ServerCall.Listener<WireMessage> stream = startStream();

    @AfterEach
    void close() {
        telemetry.close();
    }

    @Test
    void answersLeaveInTheOrderOfTheirRequests() {
        send("a");
        send("b");
        begun.get(1).complete(answer("b"));
        assertThat(call.sent).isEmpty();
        begun.get(0).complete(answer("a"));
        assertThat(ids()).containsExactly("a", "b");
    }

    @Test
    void noMoreMessagesAreAskedForThanMayBeUnanswered() {
        for (String id : List.of("a", "b", "c")) {
            send(id);
        }
        assertThat(call.requested).isEqualTo(UNANSWERED_MAX);
        begun.get(0).complete(answer("a"));
        assertThat(call.requested).isEqualTo(UNANSWERED_MAX + 1);
    }

    @Test
    void aCallerThatDoesNotReadGetsNothingAndIsAskedForNothing() {
        call.ready = false;
        for (String id : List.of("a", "b", "c")) {
            send(id);
        }
        begun.forEach(answer -> answer.complete(answer("x")));
        assertThat(call.sent).isEmpty();
        assertThat(call.requested).isEqualTo(UNANSWERED_MAX);

        call.ready = true;
        stream.onReady();

        assertThat(call.sent).hasSize(3);
        assertThat(call.requested).isEqualTo(UNANSWERED_MAX + 1);
    }

    @Test
    void aFailureIsAnsweredUnderItsIdAndTheStreamGoesOnToItsEnd() {
        send("bad");
        send("good");
        begun.get(0).completeExceptionally(new ServiceException(ErrorCode.MODEL_NOT_FOUND, "no such model"));
        send("");
        begun.get(1).complete(answer("good"));
        begun.get(2).completeExceptionally(new IllegalStateException("a secret of the implementation"));
        assertThat(call.closed).isNull();
        stream.onHalfClose();

        assertThat(call.sent).extracting(ModelStreamInferResponse::getErrorMessage).satisfiesExactly(
                bad -> assertThat(bad).isEqualTo("no such model"),
                good -> assertThat(good).isEmpty(),
                unexpected -> assertThat(unexpected).isNotEmpty().doesNotContain("secret"));
        assertThat(ids()).containsExactly("bad", "good", "");
        assertThat(call.closed.isOk()).isTrue();
    }

    @Test
    void aMessageThatCannotBeReadIsAnsweredWithoutAnIdAndTheStreamGoesOn() {
        stream.onMessage(WireMessage.of(new byte[] {(byte) 0xff}));
        send("good");
        begun.get(0).complete(answer("good"));

        assertThat(ids()).containsExactly("", "good");
        assertThat(call.sent.get(0).getErrorMessage()).contains("not an acceptable ModelInferRequest");
        assertThat(call.closed).isNull();
    }

    /** Each request has one answer here, so each answer is the last, and a client that waits for the last one goes on. */
    @Test
    void everyAnswerSaysThatItIsTheFinalOneAndIsOtherwiseAsItCame() {
        InferParameter mine = InferParameter.newBuilder().setInt64Param(7).build();
        InferParameter no = InferParameter.newBuilder().setBoolParam(false).build();
        ModelInferResponse came = ModelInferResponse.newBuilder().setModelName("m").setId("a").putParameters("mine", mine)
                .putParameters("triton_final_response", no).addRawOutputContents(ByteString.copyFromUtf8("tensor")).build();
        send("a");
        begun.get(0).complete(WireMessage.of(came));
        send("bad");
        begun.get(1).completeExceptionally(new ServiceException(ErrorCode.MODEL_NOT_FOUND, "no such model"));

        assertThat(call.sent).allSatisfy(answer ->
                assertThat(answer.getInferResponse().getParametersOrThrow("triton_final_response").getBoolParam()).isTrue());
        assertThat(call.sent.get(0).getInferResponse())
                .isEqualTo(came.toBuilder().putParameters("triton_final_response", no.toBuilder().setBoolParam(true).build()).build());
    }

    @Test
    void afterACancelNothingIsSent() {
        send("a");
        stream.onCancel();
        begun.get(0).complete(answer("a"));
        stream.onHalfClose();
        assertThat(call.sent).isEmpty();
        assertThat(call.closed).isNull();
    }

    private ServerCall.Listener<WireMessage> startStream() {
        StreamRelay relay = new StreamRelay(message -> {
            CompletableFuture<WireMessage> answer = new CompletableFuture<>();
            begun.add(answer);
            return answer;
        }, telemetry, UNANSWERED_MAX);
        RequestContext request = telemetry.requests().begin(new Operation.Rpc("stream"), "id", RoutingHeaders.NONE, Map.of(),
                new NoHeaders());
        Context before = Context.current().withValue(RequestContext.KEY, request).attach();
        try {
            return relay.startCall(call, new Metadata());
        } finally {
            Context.current().detach(before);
        }
    }

    private void send(String id) {
        stream.onMessage(WireMessage.of(ModelInferRequest.newBuilder().setId(id).build()));
    }

    private static WireMessage answer(String id) {
        return WireMessage.of(ModelInferResponse.newBuilder().setId(id).build());
    }

    private List<String> ids() {
        return call.sent.stream().map(answer -> answer.getInferResponse().getId()).toList();
    }

    /** Notes what is done to it; every answer is read back from its bytes. */
    private static final class FakeCall extends ServerCall<WireMessage, WireMessage> {

        private final List<ModelStreamInferResponse> sent = new ArrayList<>();
        private boolean ready = true;
        private int requested;
        private Status closed;

        @Override
        public void request(int messages) {
            requested += messages;
        }

        @Override
        public void sendHeaders(Metadata headers) {
            assertThat(sent).isEmpty();
        }

        @Override
        public void sendMessage(WireMessage answer) {
            try (var bytes = InferMethods.MODEL_STREAM_INFER.streamResponse(answer)) {
                sent.add(ModelStreamInferResponse.parseFrom(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            closed = status;
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<WireMessage, WireMessage> getMethodDescriptor() {
            return InferMethods.MODEL_STREAM_INFER;
        }
    }

    private static final class NoHeaders implements TextMapGetter<Map<String, String>> {

        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return List.of();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
            return null;
        }
    }
}
