package io.outrigger.modelserver.protocol;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.execution.LoadedVersion;
import io.outrigger.modelserver.execution.ModelDefinition;
import io.outrigger.modelserver.repository.IndexEntry;
import io.outrigger.modelserver.repository.ModelRepository;
import io.outrigger.modelserver.runtime.ModelTensor;
import io.outrigger.openinference.control.ServedExtensions;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelMetadataResponse;
import io.outrigger.proto.inference.ModelMetadataResponse.TensorMetadata;
import io.outrigger.proto.inference.ModelStatisticsResponse;
import io.outrigger.proto.inference.RepositoryIndexResponse;
import io.outrigger.proto.inference.ServerMetadataResponse;

/** What callers may ask about the server and its models, besides inference. */
public final class ServerMessages {

    private final ModelRepository models;

    public ServerMessages(ModelRepository models) {
        this.models = models;
    }

    public ServerMetadataResponse server() {
        String version = ServerMessages.class.getPackage().getImplementationVersion();
        return ServerMetadataResponse.newBuilder()
                .setName("outrigger-model-server")
                .setVersion(version == null ? "development" : version)
                .addAllExtensions(ServedExtensions.NAMES)
                .build();
    }

    /** Shapes with the batch dimension where the model has one. */
    public ModelMetadataResponse metadata(String name, String version) {
        ModelDefinition model = models.find(name, version).definition();
        var metadata = ModelMetadataResponse.newBuilder().setName(model.name()).setPlatform(model.config().getPlatform());
        models.versions(name).forEach(served -> metadata.addVersions(Long.toString(served.version())));
        model.inputs().forEach(input -> metadata.addInputs(tensor(model, input)));
        model.outputs().forEach(output -> metadata.addOutputs(tensor(model, output)));
        return metadata.build();
    }

    public ModelConfig config(String name, String version) {
        return models.find(name, version).definition().config();
    }

    /** Of every version that is served, where no name is given. */
    public ModelStatisticsResponse statistics(String name, String version) {
        var response = ModelStatisticsResponse.newBuilder();
        if (name.isEmpty()) {
            models.all().forEach(served -> add(response, served));
            return response.build();
        }
        if (!models.isReady(name, version)) {
            throw new ServiceException(ErrorCode.INVALID_MODEL_NAME, "requested model " + Quote.of(name)
                    + (version.isEmpty() ? "" : " version " + Quote.bare(version))
                    + " is not available");
        }
        if (version.isEmpty()) {
            models.versions(name).forEach(served -> add(response, served));
        } else {
            add(response, models.find(name, version));
        }
        return response.build();
    }

    public RepositoryIndexResponse index(boolean readyOnly) {
        var response = RepositoryIndexResponse.newBuilder();
        models.index().stream().filter(entry -> !readyOnly || entry.isReady()).map(ServerMessages::entry).forEach(response::addModels);
        return response.build();
    }

    private static void add(ModelStatisticsResponse.Builder response, LoadedVersion served) {
        response.addModelStats(served.counts().statistics(served.definition().name(), served.version()));
    }

    private static RepositoryIndexResponse.ModelIndex entry(IndexEntry entry) {
        return RepositoryIndexResponse.ModelIndex.newBuilder()
                .setName(entry.name()).setVersion(entry.version()).setState(entry.state()).setReason(entry.reason()).build();
    }

    private static TensorMetadata tensor(ModelDefinition model, ModelTensor spec) {
        var tensor = TensorMetadata.newBuilder().setName(spec.name()).setDatatype(spec.type().name());
        if (model.isBatched()) {
            tensor.addShape(-1);
        }
        return tensor.addAllShape(spec.dims()).build();
    }
}
