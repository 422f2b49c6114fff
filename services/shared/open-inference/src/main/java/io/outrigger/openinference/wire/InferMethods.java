package io.outrigger.openinference.wire;

import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The two inference methods under their usual names, with a free choice of what their messages are read into. */
public final class InferMethods {

    private static final String SERVICE = "inference.GRPCInferenceService";

    /** Bytes in, bytes out: for a hop that passes messages on. */
    public static final MethodDescriptor<WireMessage, WireMessage> MODEL_INFER =
            modelInfer(WireMarshaller.INSTANCE, WireMarshaller.INSTANCE);
    public static final MethodDescriptor<WireMessage, WireMessage> MODEL_STREAM_INFER =
            modelStreamInfer(WireMarshaller.INSTANCE, WireMarshaller.INSTANCE);

    /** Bytes in, protobuf out: for a server that answers itself and parses in its handler. */
    public static final MethodDescriptor<WireMessage, ModelInferResponse> MODEL_INFER_SERVED =
            modelInfer(WireMarshaller.INSTANCE, AliasingMarshaller.of(ModelInferResponse.getDefaultInstance()));

    /** Protobuf both ways, with raw contents as views: for a client. */
    public static final MethodDescriptor<ModelInferRequest, ModelInferResponse> MODEL_INFER_PARSED = modelInfer(
            AliasingMarshaller.of(ModelInferRequest.getDefaultInstance()),
            AliasingMarshaller.of(ModelInferResponse.getDefaultInstance()));

    private InferMethods() {
    }

    private static <Q, A> MethodDescriptor<Q, A> modelInfer(Marshaller<Q> requests, Marshaller<A> answers) {
        return method("ModelInfer", MethodType.UNARY, requests, answers);
    }

    public static <Q, A> MethodDescriptor<Q, A> modelStreamInfer(Marshaller<Q> requests, Marshaller<A> answers) {
        return method("ModelStreamInfer", MethodType.BIDI_STREAMING, requests, answers);
    }

    /** A generated service's definition with some of its methods served another way; the names say which. */
    public static ServerServiceDefinition replace(ServerServiceDefinition generated, Collection<ServerMethodDefinition<?, ?>> others) {
        Map<String, ServerMethodDefinition<?, ?>> methods = new LinkedHashMap<>();
        generated.getMethods().forEach(method -> methods.put(method.getMethodDescriptor().getFullMethodName(), method));
        for (ServerMethodDefinition<?, ?> other : others) {
            methods.put(other.getMethodDescriptor().getFullMethodName(), other);
        }
        return service(methods.values());
    }

    /** The service of these methods, which knows its own description: reflection tells it to whoever asks. */
    public static ServerServiceDefinition service(Collection<ServerMethodDefinition<?, ?>> methods) {
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(SERVICE)
                .setSchemaDescriptor(GRPCInferenceServiceGrpc.getServiceDescriptor().getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    private static <Q, A> MethodDescriptor<Q, A> method(
            String name, MethodType type, Marshaller<Q> requests, Marshaller<A> answers) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setType(type)
                .setRequestMarshaller(requests)
                .setResponseMarshaller(answers)
                .build();
    }
}
