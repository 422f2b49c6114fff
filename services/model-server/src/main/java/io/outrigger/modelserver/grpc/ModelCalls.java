package io.outrigger.modelserver.grpc;

import io.grpc.stub.StreamObserver;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.modelserver.protocol.ServerMessages;
import io.outrigger.modelserver.repository.ExpectedArtifact;
import io.outrigger.modelserver.repository.ModelRepository;
import io.outrigger.openinference.control.RepositoryParameters;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import io.outrigger.proto.inference.ModelConfigRequest;
import io.outrigger.proto.inference.ModelConfigResponse;
import io.outrigger.proto.inference.ModelMetadataRequest;
import io.outrigger.proto.inference.ModelMetadataResponse;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.ModelReadyResponse;
import io.outrigger.proto.inference.ModelStatisticsRequest;
import io.outrigger.proto.inference.ModelStatisticsResponse;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.RepositoryIndexResponse;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.inference.RepositoryModelLoadResponse;
import io.outrigger.proto.inference.RepositoryModelUnloadRequest;
import io.outrigger.proto.inference.RepositoryModelUnloadResponse;
import io.outrigger.proto.inference.ServerLiveRequest;
import io.outrigger.proto.inference.ServerLiveResponse;
import io.outrigger.proto.inference.ServerMetadataRequest;
import io.outrigger.proto.inference.ServerMetadataResponse;
import io.outrigger.proto.inference.ServerReadyRequest;
import io.outrigger.proto.inference.ServerReadyResponse;
import java.util.function.Supplier;

/** The calls of the protocol that move no tensors. */
final class ModelCalls extends GRPCInferenceServiceImplBase {

    private final ModelRepository models;
    private final ServerMessages messages;

    ModelCalls(ModelRepository models, ServerMessages messages) {
        this.models = models;
        this.messages = messages;
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> observer) {
        answer(observer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> observer) {
        answer(observer, () -> ServerReadyResponse.newBuilder().setReady(models.isReady()).build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> observer) {
        answer(observer, () -> {
            boolean ready = models.isReady(request.getName(), request.getVersion());
            if (ready) {
                ExpectedArtifact.of(RequestContext.current().routing().digest())
                        .check(models.find(request.getName(), request.getVersion()));
            }
            return ModelReadyResponse.newBuilder().setReady(ready).build();
        });
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> observer) {
        answer(observer, messages::server);
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> observer) {
        answer(observer, () -> messages.metadata(request.getName(), request.getVersion()));
    }

    @Override
    public void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> observer) {
        answer(observer, () -> ModelConfigResponse.newBuilder().setConfig(messages.config(request.getName(),
                request.getVersion())).build());
    }

    @Override
    public void modelStatistics(ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> observer) {
        answer(observer, () -> messages.statistics(request.getName(), request.getVersion()));
    }

    @Override
    public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> observer) {
        answer(observer, () -> messages.index(request.getReady()));
    }

    @Override
    public void repositoryModelLoad(RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> observer) {
        answer(observer, () -> {
            RepositoryParameters.checkLoad(request.getParametersMap());
            models.load(request.getModelName());
            return RepositoryModelLoadResponse.getDefaultInstance();
        });
    }

    @Override
    public void repositoryModelUnload(RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> observer) {
        answer(observer, () -> {
            RepositoryParameters.checkUnload(request.getParametersMap());
            models.unload(request.getModelName());
            return RepositoryModelUnloadResponse.getDefaultInstance();
        });
    }

    private static <T> void answer(StreamObserver<T> observer, Supplier<T> work) {
        T answer;
        try {
            answer = work.get();
        } catch (RuntimeException failure) {
            observer.onError(failure);
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }
}
