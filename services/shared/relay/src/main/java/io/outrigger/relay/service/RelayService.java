package io.outrigger.relay.service;

import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.outrigger.openinference.control.ControlMethods;
import io.outrigger.openinference.control.ServedExtensions;
import io.outrigger.openinference.control.UnservedExtension;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ServerLiveResponse;
import io.outrigger.proto.inference.ServerMetadataResponse;
import io.outrigger.proto.inference.ServerReadyResponse;
import java.util.ArrayList;
import java.util.List;
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
            InferHandler infer, StreamRelay stream, Function<MethodDescriptor<WireMessage, WireMessage>, WireHandler> control) {
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        methods.add(unary(InferMethods.MODEL_INFER, infer.ofUnaryCalls()));
        methods.add(ServerMethodDefinition.create(InferMethods.MODEL_STREAM_INFER, stream));
        var live = WireMessage.of(ServerLiveResponse.newBuilder().setLive(true).build());
        var metadata = WireMessage.of(ServerMetadataResponse.newBuilder().setName(name).setVersion(version)
                .addAllExtensions(ServedExtensions.NAMES).build());
        methods.add(unary(ControlMethods.SERVER_LIVE, any -> CompletableFuture.completedFuture(live)));
        methods.add(unary(ControlMethods.SERVER_METADATA, any -> CompletableFuture.completedFuture(metadata)));
        methods.add(unary(ControlMethods.SERVER_READY, any -> CompletableFuture.completedFuture(
                WireMessage.of(ServerReadyResponse.newBuilder().setReady(ready.getAsBoolean()).build()))));
        ControlMethods.ABOUT_A_MODEL.forEach(method -> methods.add(unary(method, control.apply(method))));
        ControlMethods.LOADING.forEach(method -> methods.add(unary(method, control.apply(method))));
        methods.add(unary(ControlMethods.REPOSITORY_INDEX, control.apply(ControlMethods.REPOSITORY_INDEX)));
        methods.addAll(UnservedExtension.refusals());
        return InferMethods.service(methods);
    }

    private static ServerMethodDefinition<WireMessage, WireMessage> unary(
            MethodDescriptor<WireMessage, WireMessage> method, WireHandler handler) {
        return ServerMethodDefinition.create(method, new UnaryRelay(handler));
    }
}
