package io.outrigger.modelserver.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.outrigger.modelserver.buffers.BufferPool;
import io.outrigger.modelserver.protocol.Inferences;
import io.outrigger.modelserver.protocol.ServerMessages;
import io.outrigger.modelserver.repository.ModelRepository;
import io.outrigger.openinference.control.UnservedExtension;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import java.util.List;

/**
 * The service {@code inference.GRPCInferenceService} with readers of our own for the two inference methods.
 *
 * <p>Handlers run on virtual threads, which wait for their answers.
 */
public final class GrpcEdge {

    private final Inferences inferences;
    private final WireRequestMarshaller requests;
    private final ModelCalls others;

    public GrpcEdge(ModelRepository models, Inferences inferences, ServerMessages messages, BufferPool buffers) {
        this.inferences = inferences;
        this.requests = new WireRequestMarshaller(buffers);
        this.others = new ModelCalls(models, messages);
    }

    public ServerServiceDefinition definition() {
        MethodDescriptor<WireRequest, ModelInferResponse> infer = GRPCInferenceServiceGrpc.getModelInferMethod()
                .toBuilder(requests, ProtoUtils.marshaller(ModelInferResponse.getDefaultInstance())).build();
        MethodDescriptor<WireRequest, ModelStreamInferResponse> stream = GRPCInferenceServiceGrpc.getModelStreamInferMethod()
                .toBuilder(requests, ProtoUtils.marshaller(ModelStreamInferResponse.getDefaultInstance())).build();
        List<ServerMethodDefinition<?, ?>> methods = UnservedExtension.refusals();
        methods.add(ServerMethodDefinition.create(infer, ServerCalls.asyncUnaryCall(this::infer)));
        methods.add(ServerMethodDefinition.create(stream, (call, headers) -> {
            var streaming = new InferenceStream(call, inferences);
            streaming.start();
            return streaming;
        }));
        return InferMethods.replace(others.bindService(), methods);
    }

    private void infer(WireRequest message, StreamObserver<ModelInferResponse> observer) {
        ModelInferResponse response;
        try {
            response = inferences.infer(message.head().getModelName(), message.head().getModelVersion(), message::toRequest,
                    message::release)
                    .build();
        } catch (RuntimeException failure) {
            observer.onError(failure);
            return;
        }
        observer.onNext(response);
        observer.onCompleted();
    }
}
