package io.outrigger.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.gateway.fuzz.FuzzedGateway.Effects;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes calls of bytes, and says what has to be true of how they end. */
final class RawGrpc {

    private static final int PATIENCE_S = 20;
    private static final String STREAM = GRPCInferenceServiceGrpc.getModelStreamInferMethod().getFullMethodName();

    private final FuzzedGateway gateway;
    private final String token;

    RawGrpc(FuzzedGateway gateway) {
        this.gateway = gateway;
        this.token = gateway.token();
    }

    private record End(Status status, Metadata trailers, List<byte[]> answers) {
    }

    void answersAsItShould(RawCall call) {
        Effects before = gateway.effects();
        End end = call(call);
        if (call.method().equals(STREAM)) {
            long inferred = end.answers().stream().filter(answer -> streamed(answer).getErrorMessage().isEmpty()).count();
            assertThat(gateway.effects().routed()).as("calls of the router").isEqualTo(before.routed() + inferred);
        }
        if (end.status().isOk()) {
            return;
        }
        ErrorCode code = code(end);
        assertThat(code.httpStatus() < 500 || code == ErrorCode.NOT_IMPLEMENTED).as("%s %s", code, end.status()).isTrue();
        assertThat(end.status().getCode()).as("%s", code).isEqualTo(code.grpcCode());
        assertThat(end.status().getDescription()).isNotBlank().doesNotContain("Exception", "java.");
        Effects after = gateway.effects();
        if (!call.method().equals(STREAM)) {
            assertThat(after.routed()).as("calls of the router").isEqualTo(before.routed());
        }
        assertThat(after.submitted()).as("jobs submitted").isEqualTo(before.submitted());
        assertThat(after.files()).as("files kept").isEqualTo(before.files());
    }

    private static ModelStreamInferResponse streamed(byte[] answer) {
        try {
            return ModelStreamInferResponse.parseFrom(answer);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("an answer of a stream is no such message", e);
        }
    }

    private static ErrorCode code(End end) {
        com.google.rpc.Status status = StatusProto.fromStatusAndTrailers(end.status(), end.trailers());
        return status.getDetailsList().stream().filter(detail -> detail.is(ErrorInfo.class)).map(detail -> {
            try {
                return detail.unpack(ErrorInfo.class);
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        }).filter(info -> info.getDomain().equals(GrpcErrors.DOMAIN)).findFirst().flatMap(info -> ErrorCode.ofCode(info.getReason()))
                .orElseThrow(() -> new AssertionError("no ErrorInfo of ours with a known code: " + end.status()));
    }

    /** A stream that only the server sends is left after its first message, since it may never end. */
    private End call(RawCall raw) {
        ClientCall<byte[], byte[]> call = gateway.gateway().channel().newCall(raw.descriptor(), CallOptions.DEFAULT);
        var answers = new ConcurrentLinkedQueue<byte[]>();
        var ended = new CompletableFuture<End>();
        call.start(new ClientCall.Listener<>() {
            @Override
            public void onMessage(byte[] message) {
                answers.add(message);
                if (raw.type() == MethodType.SERVER_STREAMING) {
                    ended.complete(new End(Status.OK, new Metadata(), List.copyOf(answers)));
                }
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
                ended.complete(new End(status, trailers, List.copyOf(answers)));
            }
        }, headers(raw));
        call.request(100);
        raw.messages().forEach(call::sendMessage);
        call.halfClose();
        try {
            return ended.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw new AssertionError("the call did not end within " + PATIENCE_S + " s", e);
        } finally {
            call.cancel("it has been seen", null);
        }
    }

    private Metadata headers(RawCall raw) {
        Metadata headers = new Metadata();
        if (raw.withToken()) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        }
        for (int i = 0; i < raw.headers().size(); i += 2) {
            headers.put(Metadata.Key.of(raw.headers().get(i).toLowerCase(), Metadata.ASCII_STRING_MARSHALLER), raw.headers().get(i + 1));
        }
        return headers;
    }
}
