package io.outrigger.testing;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelReadyRequest;
import java.util.concurrent.TimeUnit;

/** Calls of gRPC methods of which only the name is known, for tests of who may call what. */
public final class AnyMethod {

    private AnyMethod() {
    }

    /**
     * How a call is answered: OK where a message comes, whatever it says; a stream is left after its first.
     *
     * @param method its full name
     * @param model what the message has as its first field, as most have the name of a model there
     */
    public static Code code(Channel channel, String method, String model) {
        var descriptor = GRPCInferenceServiceGrpc.getModelReadyMethod().toBuilder()
                .setFullMethodName(method).setType(MethodType.SERVER_STREAMING).build();
        var message = ModelReadyRequest.newBuilder().setName(model).build();
        try (var call = Context.current().withCancellation()) {
            call.run(() -> ClientCalls.blockingServerStreamingCall(
                    channel, descriptor, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), message).hasNext());
            return Code.OK;
        } catch (StatusRuntimeException failure) {
            return failure.getStatus().getCode();
        }
    }
}
