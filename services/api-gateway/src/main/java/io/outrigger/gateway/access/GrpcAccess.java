package io.outrigger.gateway.access;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.outrigger.chassis.security.JwtVerifier;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.openinference.control.UnservedExtension;
import java.util.Map;
import java.util.Set;

/** Lets gRPC calls in that bring a token with the method's right, and the open methods; a method that is not listed is admin's. */
public final class GrpcAccess implements ServerInterceptor {

    private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Set<String> OPEN = Set.of(
            "inference.GRPCInferenceService/ServerLive", "inference.GRPCInferenceService/ServerReady",
            "grpc.health.v1.Health/Check", "grpc.health.v1.Health/Watch", "grpc.health.v1.Health/List");
    private static final Map<String, Right> RIGHTS = Map.of(
            "inference.GRPCInferenceService/ModelInfer", Right.INFER,
            "inference.GRPCInferenceService/ModelStreamInfer", Right.INFER,
            "inference.GRPCInferenceService/ServerMetadata", Right.READ_MODELS,
            "inference.GRPCInferenceService/ModelReady", Right.READ_MODELS,
            "inference.GRPCInferenceService/ModelMetadata", Right.READ_MODELS,
            "inference.GRPCInferenceService/ModelConfig", Right.READ_MODELS,
            "inference.GRPCInferenceService/ModelStatistics", Right.READ_MODELS,
            "grpc.reflection.v1.ServerReflection/ServerReflectionInfo", Right.READ_MODELS,
            "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", Right.READ_MODELS);

    private final JwtVerifier tokens;

    public GrpcAccess(JwtVerifier tokens) {
        this.tokens = tokens;
    }

    /** That an extension is not served is told to whoever may call at all. */
    private static Right right(String method) {
        return UnservedExtension.isAbout(method) ? Right.READ_MODELS : RIGHTS.getOrDefault(method, Right.ADMIN);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        if (OPEN.contains(method)) {
            return next.startCall(call, headers);
        }
        Caller caller;
        try (var _ = RequestContext.current().phases().start(Phase.AUTH)) {
            caller = Caller.of(tokens.authenticate(headers.get(AUTHORIZATION)), headers.get(Caller.STICKY_METADATA));
            right(method).demand(caller.principal());
        }
        return Contexts.interceptCall(Context.current().withValue(Caller.KEY, caller), call, headers, next);
    }
}
