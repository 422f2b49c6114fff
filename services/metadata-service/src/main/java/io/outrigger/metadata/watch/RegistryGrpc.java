package io.outrigger.metadata.watch;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.outrigger.metadata.feed.FeedHead;
import io.outrigger.metadata.fleets.Fleets;
import io.outrigger.metadata.models.Models;
import io.outrigger.metadata.rest.Page;
import io.outrigger.proto.registry.v1.AcknowledgeRequest;
import io.outrigger.proto.registry.v1.AcknowledgeResponse;
import io.outrigger.proto.registry.v1.GetModelRequest;
import io.outrigger.proto.registry.v1.GetModelResponse;
import io.outrigger.proto.registry.v1.GetRevisionRequest;
import io.outrigger.proto.registry.v1.GetRevisionResponse;
import io.outrigger.proto.registry.v1.ListFleetsRequest;
import io.outrigger.proto.registry.v1.ListFleetsResponse;
import io.outrigger.proto.registry.v1.ListModelsRequest;
import io.outrigger.proto.registry.v1.ListModelsResponse;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import io.outrigger.registry.FleetMapping;
import io.outrigger.registry.Model;
import io.outrigger.registry.ModelMapping;
import io.outrigger.registryview.Looks;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The gRPC service of the registry. What a handler throws is turned into a status by the chassis. */
public final class RegistryGrpc extends RegistryServiceGrpc.RegistryServiceImplBase {

    /** A page ends early where its models are large: gRPC clients take 4 MiB, and one model may have 3. */
    private static final int PAGE_BYTES_MAX = 1 << 20;

    private final Models models;
    private final Fleets fleets;
    private final Watchers watchers;
    private final Looks<FeedHead> heads;

    /** @param heads looks at the database, one for all who ask meanwhile */
    public RegistryGrpc(Models models, Fleets fleets, Watchers watchers, Looks<FeedHead> heads) {
        this.models = models;
        this.fleets = fleets;
        this.watchers = watchers;
        this.heads = heads;
    }

    @Override
    public void getModel(GetModelRequest request, StreamObserver<GetModelResponse> caller) {
        Model model = models.model(request.getName());
        caller.onNext(GetModelResponse.newBuilder().setModel(ModelMapping.toProto(model)).build());
        caller.onCompleted();
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> caller) {
        Page page = Page.of(request.getPageSize(), request.getPageToken());
        List<Model> found = models.page(page);
        var response = ListModelsResponse.newBuilder();
        int bytes = 0;
        for (Model model : found) {
            var message = ModelMapping.toProto(model);
            boolean full = response.getModelsCount() == page.size()
                    || response.getModelsCount() > 0 && bytes + message.getSerializedSize() > PAGE_BYTES_MAX;
            if (full) {
                response.setNextPageToken(Page.token(response.getModels(response.getModelsCount() - 1).getName()));
                break;
            }
            response.addModels(message);
            bytes += message.getSerializedSize();
        }
        caller.onNext(response.build());
        caller.onCompleted();
    }

    @Override
    public void listFleets(ListFleetsRequest request, StreamObserver<ListFleetsResponse> caller) {
        caller.onNext(ListFleetsResponse.newBuilder().addAllFleets(fleets.all().stream().map(FleetMapping::toProto).toList()).build());
        caller.onCompleted();
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchResponse> caller) {
        watchers.add(request, (ServerCallStreamObserver<WatchResponse>) caller);
    }

    @Override
    public void acknowledge(AcknowledgeRequest request, StreamObserver<AcknowledgeResponse> caller) {
        watchers.acknowledged(request);
        caller.onNext(AcknowledgeResponse.getDefaultInstance());
        caller.onCompleted();
    }

    @Override
    public void getRevision(GetRevisionRequest request, StreamObserver<GetRevisionResponse> caller) {
        FeedHead head;
        try {
            head = heads.ask().join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : failed;
        }
        caller.onNext(GetRevisionResponse.newBuilder().setRegistryId(head.registryId()).setRevision(head.revision()).build());
        caller.onCompleted();
    }
}
