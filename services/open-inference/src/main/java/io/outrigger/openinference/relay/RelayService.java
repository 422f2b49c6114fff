package io.outrigger.openinference.relay;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ServerLiveResponse;
import io.outrigger.proto.inference.ServerMetadataResponse;
import io.outrigger.proto.inference.ServerReadyResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The whole {@code inference.GRPCInferenceService} of a hop: it answers for itself what is asked about the server, and passes
 * on what is asked of a model or a repository.
 */
public final class RelayService {

    private final String name;
    private final String version;
    private final BooleanSupplier ready;

    /**
     * @param name the hop's name in ServerMetadata
     * @param ready what ServerReady answers
     */
    public RelayService(String name, String version, BooleanSupplier ready) {
        this.name = name;
        this.version = version;
        this.ready = ready;
    }

    /** The service, whose models and repositories are behind these handlers. */
    public ServerServiceDefinition definition(
            WireHandler infer, StreamRelay stream, Function<MethodDescriptor<WireMessage, WireMessage>, WireHandler> control) {
        var service = ServerServiceDefinition.builder(GRPCInferenceServiceGrpc.SERVICE_NAME)
                .addMethod(InferMethods.MODEL_INFER, new UnaryRelay(infer))
                .addMethod(StreamAnswer.METHOD, stream);
        var live = WireMessage.of(ServerLiveResponse.newBuilder().setLive(true).build());
        var metadata = WireMessage.of(ServerMetadataResponse.newBuilder().setName(name).setVersion(version)
                .addExtensions("model_repository").addExtensions("model_configuration").addExtensions("statistics").build());
        service.addMethod(ControlMethods.SERVER_LIVE, new UnaryRelay(any -> CompletableFuture.completedFuture(live)));
        service.addMethod(ControlMethods.SERVER_METADATA, new UnaryRelay(any -> CompletableFuture.completedFuture(metadata)));
        service.addMethod(ControlMethods.SERVER_READY, new UnaryRelay(any -> CompletableFuture.completedFuture(
                WireMessage.of(ServerReadyResponse.newBuilder().setReady(ready.getAsBoolean()).build()))));
        ControlMethods.ABOUT_A_MODEL.forEach(method -> service.addMethod(method, new UnaryRelay(control.apply(method))));
        ControlMethods.LOADING.forEach(method -> service.addMethod(method, new UnaryRelay(control.apply(method))));
        service.addMethod(ControlMethods.REPOSITORY_INDEX, new UnaryRelay(control.apply(ControlMethods.REPOSITORY_INDEX)));
        return service.build();
    }
}
