package io.outrigger.openinference.control;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.wire.WireMarshaller;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Triton's clients may ask for and nobody here serves. It is refused by its name, in the same words at every hop, over gRPC and
 * REST: an unknown method or address would leave its caller to guess whether the client, the address or the server is wrong.
 */
public enum UnservedExtension {
    SYSTEM_SHARED_MEMORY("system_shared_memory", "the memory is the caller's, and the server is another machine; send the data itself",
            List.of("SystemSharedMemoryStatus", "SystemSharedMemoryRegister", "SystemSharedMemoryUnregister"),
            List.of("/v2/systemsharedmemory/*")),
    CUDA_SHARED_MEMORY("cuda_shared_memory", "the memory is the caller's, and the server is another machine; send the data itself",
            List.of("CudaSharedMemoryStatus", "CudaSharedMemoryRegister", "CudaSharedMemoryUnregister"),
            List.of("/v2/cudasharedmemory/*")),
    TRACE("trace", "tracing is set by each service's environment",
            List.of("TraceSetting"), List.of("/v2/trace/setting", "/v2/models/{model}/trace/setting")),
    LOGGING("logging", "the log level is set at each service's management port",
            List.of("LogSettings"), List.of("/v2/logging")),
    GENERATE("generate", "models are asked by infer, with tensors",
            List.of(), Stream.of("/v2/models/{model}", "/v2/models/{model}/versions/{version}")
                    .flatMap(model -> Stream.of(model + "/generate", model + "/generate_stream")).toList());

    private final String extension;
    private final String instead;
    private final List<String> methods;
    private final List<String> paths;

    UnservedExtension(String extension, String instead, List<String> methods, List<String> paths) {
        this.extension = extension;
        this.instead = instead;
        this.methods = methods;
        this.paths = paths;
    }

    /** Every method of these extensions, to stand in a service beside what it serves. */
    public static List<ServerMethodDefinition<?, ?>> refusals() {
        List<ServerMethodDefinition<?, ?>> refusals = new ArrayList<>();
        for (UnservedExtension extension : values()) {
            for (String name : extension.methods) {
                refusals.add(ServerMethodDefinition.create(method(name), (call, headers) -> {
                    throw extension.refusal();
                }));
            }
        }
        return refusals;
    }

    /** Its methods' names in the inference service. */
    public List<String> methods() {
        return methods;
    }

    /** Its addresses, as patterns of a router. */
    public List<String> paths() {
        return paths;
    }

    public ServiceException refusal() {
        return new ServiceException(ErrorCode.NOT_IMPLEMENTED,
                "The extension '" + extension + "' of the Open Inference Protocol is not served here: " + instead + ".");
    }

    private static MethodDescriptor<WireMessage, WireMessage> method(String name) {
        return MethodDescriptor.<WireMessage, WireMessage>newBuilder()
                .setFullMethodName(MethodDescriptor.generateFullMethodName(GRPCInferenceServiceGrpc.SERVICE_NAME, name))
                .setType(MethodType.UNARY)
                .setRequestMarshaller(WireMarshaller.INSTANCE)
                .setResponseMarshaller(WireMarshaller.INSTANCE)
                .build();
    }
}
