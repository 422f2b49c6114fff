package io.outrigger.openinference.control;

import io.grpc.MethodDescriptor;
import io.outrigger.openinference.wire.WireMarshaller;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import java.util.List;

/** The protocol's unary methods besides inference, as bytes in and bytes out. */
public final class ControlMethods {

    public static final MethodDescriptor<WireMessage, WireMessage> SERVER_LIVE =
            asBytes(GRPCInferenceServiceGrpc.getServerLiveMethod());
    public static final MethodDescriptor<WireMessage, WireMessage> SERVER_READY =
            asBytes(GRPCInferenceServiceGrpc.getServerReadyMethod());
    public static final MethodDescriptor<WireMessage, WireMessage> SERVER_METADATA =
            asBytes(GRPCInferenceServiceGrpc.getServerMetadataMethod());

    public static final MethodDescriptor<WireMessage, WireMessage> MODEL_READY =
            asBytes(GRPCInferenceServiceGrpc.getModelReadyMethod());
    public static final MethodDescriptor<WireMessage, WireMessage> MODEL_CONFIG =
            asBytes(GRPCInferenceServiceGrpc.getModelConfigMethod());

    /** Those that ask about one model and have {@code name} and {@code version} as fields 1 and 2; see {@link ModelQuery}. */
    public static final List<MethodDescriptor<WireMessage, WireMessage>> ABOUT_A_MODEL = List.of(
            MODEL_READY,
            asBytes(GRPCInferenceServiceGrpc.getModelMetadataMethod()),
            MODEL_CONFIG,
            asBytes(GRPCInferenceServiceGrpc.getModelStatisticsMethod()));

    public static final MethodDescriptor<WireMessage, WireMessage> REPOSITORY_INDEX =
            asBytes(GRPCInferenceServiceGrpc.getRepositoryIndexMethod());

    /** Those that name a model in field 2 and change what its server has loaded. */
    public static final List<MethodDescriptor<WireMessage, WireMessage>> LOADING = List.of(
            asBytes(GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod()),
            asBytes(GRPCInferenceServiceGrpc.getRepositoryModelUnloadMethod()));

    private ControlMethods() {
    }

    private static MethodDescriptor<WireMessage, WireMessage> asBytes(MethodDescriptor<?, ?> generated) {
        return generated.toBuilder(WireMarshaller.INSTANCE, WireMarshaller.INSTANCE).build();
    }
}
