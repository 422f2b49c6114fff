package io.outrigger.metadata.signatures;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.chassis.json.Json;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelConfigRequest;
import io.outrigger.proto.inference.ModelInput;
import io.outrigger.proto.inference.ModelMetadataRequest;
import io.outrigger.proto.inference.ModelMetadataResponse;
import io.outrigger.proto.inference.ModelParameter;
import io.outrigger.registry.ServedAs;
import io.outrigger.relay.hop.Channels;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Reads a version's signature from a model server that has it: tensors from ModelMetadata, batch size and optional inputs from
 * ModelConfig, all within one deadline.
 *
 * <p>A server of the protocol without Triton's ModelConfig extension is taken for one without batching. The channel lives as
 * long as the question: registering is rare and the address is the caller's.
 */
public final class SignatureReader {

    private static final int MESSAGE_BYTES_MAX = 4 << 20;
    /** Where our model server says what it has loaded. */
    private static final String ARTIFACT_PARAMETER = "artifact_sha256";
    /** For a registration that does not need the server, which may not be up yet. */
    private static final Duration ARTIFACT_PATIENCE = Duration.ofSeconds(1);

    private final Duration patience;
    private final Telemetry telemetry;

    public SignatureReader(Duration patience, Telemetry telemetry) {
        this.patience = patience;
        this.telemetry = telemetry;
    }

    /**
     * A version as its server describes it.
     *
     * @param artifactSha256 the digest of what the server has loaded; only our own model server can tell
     */
    public record Description(Signature signature, Optional<String> artifactSha256) {
    }

    /** The digest of what the server at an address has loaded; empty where it cannot tell, or cannot be asked now. */
    public Optional<String> artifact(HostPort address, ServedAs served) {
        ManagedChannel channel = Channels.toModelServer(address, MESSAGE_BYTES_MAX, telemetry);
        long millis = Math.min(patience.toMillis(), ARTIFACT_PATIENCE.toMillis());
        try {
            return artifact(config(GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(millis, TimeUnit.MILLISECONDS),
                    served));
        } catch (StatusRuntimeException cannotTell) {
            return Optional.empty();
        } finally {
            channel.shutdownNow();
        }
    }

    /**
     * What the server says of a version that it serves, such as why its requests are not batched; often nothing.
     *
     * @return empty where the server is not ours, which says nothing of what it serves, or cannot be asked now
     */
    public Optional<List<String>> remarks(HostPort address, ServedAs served) {
        ManagedChannel channel = Channels.toModelServer(address, MESSAGE_BYTES_MAX, telemetry);
        try {
            var server = GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(Math.min(patience.toMillis(), ARTIFACT_PATIENCE.toMillis()), TimeUnit.MILLISECONDS);
            return artifact(config(server, served)).isEmpty() ? Optional.empty() : Optional.of(ServerRemarks.of(server, served));
        } catch (StatusRuntimeException cannotTell) {
            return Optional.empty();
        } finally {
            channel.shutdownNow();
        }
    }

    /** Asks the server at an address. */
    public Description read(HostPort address, ServedAs served) {
        ManagedChannel channel = Channels.toModelServer(address, MESSAGE_BYTES_MAX, telemetry);
        Deadline own = Deadline.after(patience.toMillis(), TimeUnit.MILLISECONDS);
        Deadline callers = Context.current().getDeadline();
        var server = GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadline(callers == null ? own : own.minimum(callers));
        try {
            ModelMetadataResponse metadata = server.modelMetadata(
                    ModelMetadataRequest.newBuilder().setName(served.model()).setVersion(Long.toString(served.version())).build());
            ModelConfig config = config(server, served);
            return new Description(checked(signature(metadata, config), address), artifact(config));
        } catch (StatusRuntimeException e) {
            throw ServerFailures.explain(e.getStatus(), address, served, server);
        } finally {
            channel.shutdownNow();
        }
    }

    private static Optional<String> artifact(ModelConfig config) {
        String said = config.getParametersOrDefault(ARTIFACT_PARAMETER, ModelParameter.getDefaultInstance()).getStringValue();
        return Optional.of(said).filter(digest -> digest.matches("[0-9a-f]{64}"));
    }

    private static ModelConfig config(GRPCInferenceServiceBlockingStub server, ServedAs served) {
        try {
            return server.modelConfig(ModelConfigRequest.newBuilder()
                    .setName(served.model()).setVersion(Long.toString(served.version())).build()).getConfig();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                return ModelConfig.getDefaultInstance();
            }
            throw e;
        }
    }

    /** What a server says keeps the limits that a caller's signature keeps, and is refused in the same words. */
    private static Signature checked(Signature described, HostPort address) {
        try {
            return SignatureJson.read(JsonObject.of("", Json.tree(SignatureDocument.of(described))));
        } catch (ServiceException e) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The model server at " + address
                    + " describes the model in a way that is not taken here: " + e.getMessage(), e);
        }
    }

    static Signature signature(ModelMetadataResponse metadata, ModelConfig config) {
        Set<String> optional = new HashSet<>();
        config.getInputList().stream().filter(ModelInput::getOptional).forEach(input -> optional.add(input.getName()));
        return new Signature(
                tensors(metadata.getInputsList(), optional), tensors(metadata.getOutputsList(), Set.of()), config.getMaxBatchSize(),
                Optional.empty(), Optional.empty());
    }

    private static List<TensorSpec> tensors(List<ModelMetadataResponse.TensorMetadata> tensors, Set<String> optional) {
        return tensors.stream()
                .map(tensor -> new TensorSpec(
                        tensor.getName(), datatype(tensor), tensor.getShapeList(), optional.contains(tensor.getName())))
                .toList();
    }

    private static Datatype datatype(ModelMetadataResponse.TensorMetadata tensor) {
        return Datatype.ofName(tensor.getDatatype()).orElseThrow(() -> new ServiceException(ErrorCode.INVALID_FIELD,
                "The model server describes tensor " + Quote.of(tensor.getName()) + " with a datatype that is not known here, "
                        + Quote.of(tensor.getDatatype()) + "; give the signature in the registration."));
    }
}
