package io.outrigger.gateway.protocol;

import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.audit.AuditLog;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.gateway.access.GatewayAccess;
import io.outrigger.gateway.inference.Addressee;
import io.outrigger.gateway.inference.ModelGate;
import io.outrigger.openinference.control.ModelQuery;
import io.outrigger.openinference.control.RepositoryParameters;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelConfigRequest;
import io.outrigger.proto.inference.ModelConfigResponse;
import io.outrigger.proto.inference.ModelMetadataResponse;
import io.outrigger.proto.inference.ModelMetadataResponse.TensorMetadata;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What may be asked about models besides inference, for both edges; names and versions as callers write them. */
final class ModelQueries {

    private final ModelGate gate;
    private final LoadWarnings warnings;

    ModelQueries(ModelGate gate) {
        this.gate = gate;
        this.warnings = new LoadWarnings(gate);
    }

    /** Whether the version can be inferred with right now; for an unknown model this is MODEL_NOT_FOUND. */
    CompletableFuture<ModelReadyResponse> ready(String model, String version) {
        Addressee addressee = gate.resolve(model, version);
        return gate.forward(GRPCInferenceServiceGrpc.getModelReadyMethod(), ModelReadyRequest.newBuilder()
                .setName(model).setVersion(addressee.versionOnTheWire()).build(), addressee);
    }

    /** The signature that requests are checked against. */
    ModelMetadataResponse metadata(String model, String version) {
        Addressee addressee = gate.resolve(model, version);
        var signature = addressee.version().signature();
        return ModelMetadataResponse.newBuilder()
                .setName(addressee.model().name())
                .addAllVersions(addressee.model().versions().keySet().stream().map(number -> Long.toString(number)).toList())
                .setPlatform(addressee.version().framework())
                .addAllInputs(tensors(signature.inputs()))
                .addAllOutputs(tensors(signature.outputs()))
                .build();
    }

    CompletableFuture<ModelConfigResponse> config(String model, String version) {
        Addressee addressee = gate.resolve(model, version);
        return gate.forward(GRPCInferenceServiceGrpc.getModelConfigMethod(), ModelConfigRequest.newBuilder()
                .setName(model).setVersion(addressee.versionOnTheWire()).build(), addressee);
    }

    /** Statistics of one model; without a name those of all, which is the administrator's to ask. */
    CompletableFuture<ModelStatisticsResponse> statistics(String model, String version) {
        MethodDescriptor<ModelStatisticsRequest, ModelStatisticsResponse> method = GRPCInferenceServiceGrpc.getModelStatisticsMethod();
        if (model.isEmpty()) {
            GatewayAccess.ADMIN.require(CurrentCaller.get());
            return gate.forward(method, ModelStatisticsRequest.getDefaultInstance(), "");
        }
        Addressee addressee = gate.resolve(model, version);
        return gate.forward(method, ModelStatisticsRequest.newBuilder()
                .setName(model).setVersion(version.isEmpty() ? "" : addressee.versionOnTheWire()).build(), addressee);
    }

    CompletableFuture<RepositoryIndexResponse> index(RepositoryIndexRequest request) {
        return gate.forward(GRPCInferenceServiceGrpc.getRepositoryIndexMethod(), request, "");
    }

    /** Loads a folder of the repository by its name there; what that leaves unserved is noted on the request. */
    CompletableFuture<RepositoryModelLoadResponse> load(RepositoryModelLoadRequest request) {
        named(request.getModelName());
        RepositoryParameters.checkLoad(request.getParametersMap());
        return gate.forward(GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod(), request, request.getModelName())
                .thenComposeAsync(loaded -> {
                    AuditLog.done("repository.load", "repository/" + request.getModelName(), Optional.empty(), Optional.empty());
                    return warnings.note(LoadWarnings.LOAD, request.getModelName()).thenApply(_ -> loaded);
                }, Context.currentContextExecutor(Runnable::run));
    }

    CompletableFuture<RepositoryModelUnloadResponse> unload(RepositoryModelUnloadRequest request) {
        named(request.getModelName());
        RepositoryParameters.checkUnload(request.getParametersMap());
        return gate.forward(GRPCInferenceServiceGrpc.getRepositoryModelUnloadMethod(), request, request.getModelName())
                .thenComposeAsync(unloaded -> {
                    AuditLog.done("repository.unload", "repository/" + request.getModelName(), Optional.empty(), Optional.empty());
                    return warnings.note(LoadWarnings.UNLOAD, request.getModelName()).thenApply(_ -> unloaded);
                }, Context.currentContextExecutor(Runnable::run));
    }

    private static void named(String model) {
        if (model.isEmpty()) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "The request names no model to load or unload.");
        }
        ModelQuery.modelToLoad(model);
    }

    private static List<TensorMetadata> tensors(List<TensorSpec> specs) {
        return specs.stream()
                .map(spec -> TensorMetadata.newBuilder()
                        .setName(spec.name()).setDatatype(spec.datatype().name()).addAllShape(spec.shape()).build())
                .toList();
    }
}
