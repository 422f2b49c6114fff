package io.outrigger.registry;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Models to and from their messages; what a message of a newer registry says and this code does not know is refused whole. */
public final class ModelMapping {

    private ModelMapping() {
    }

    public static io.outrigger.proto.registry.v1.Model toProto(Model model) {
        var message = io.outrigger.proto.registry.v1.Model.newBuilder()
                .setName(model.name())
                .setDescription(model.description())
                .setDefaultAlias(model.defaultAlias())
                .setStrategy(toProto(model.strategy()))
                .setBatchingOff(model.batching() == Batching.OFF)
                .setRevision(model.revision());
        if (!model.capture().isOff()) {
            message.setCapture(io.outrigger.proto.registry.v1.Capture.newBuilder()
                    .setShare(model.capture().share())
                    .setRequestsPerMinute(model.capture().requestsPerMinute())
                    .setInputs(model.capture().inputs())
                    .setOutputs(model.capture().outputs()));
        }
        model.versions().values().forEach(version -> message.addVersions(toProto(version)));
        model.aliases().values().forEach(alias -> message.addAliases(io.outrigger.proto.registry.v1.Alias.newBuilder()
                .setName(alias.name())
                .setVersion(alias.version())
                .setRevision(alias.revision())));
        return message.build();
    }

    /** The model behind a message; {@link IllegalArgumentException} where the message makes no sense here. */
    public static Model fromProto(io.outrigger.proto.registry.v1.Model message) {
        List<Version> versions = message.getVersionsList().stream().map(ModelMapping::fromProto).toList();
        List<Alias> aliases = message.getAliasesList().stream()
                .map(alias -> new Alias(alias.getName(), alias.getVersion(), alias.getRevision()))
                .toList();
        return Model.of(message.getName(), message.getDescription(), message.getDefaultAlias(), fromProto(message.getStrategy()),
                message.getBatchingOff() ? Batching.OFF : Batching.ON, versions, aliases, message.getRevision())
                .capturing(message.hasCapture() ? fromProto(message.getCapture()) : Capture.OFF);
    }

    private static Capture fromProto(io.outrigger.proto.registry.v1.Capture message) {
        return new Capture(message.getShare(), message.getRequestsPerMinute(), message.getInputs(), message.getOutputs());
    }

    private static io.outrigger.proto.registry.v1.Version toProto(Version version) {
        Instant created = version.createdAt();
        var message = io.outrigger.proto.registry.v1.Version.newBuilder()
                .setNumber(version.number())
                .setFramework(version.framework())
                .setSignature(SignatureMapping.toProto(version.signature()))
                .setAdapter(AdapterMapping.toProto(version.adapter()))
                .addAllFleets(version.fleets())
                .setCreatedAt(Timestamp.newBuilder().setSeconds(created.getEpochSecond()).setNanos(created.getNano()));
        version.artifactSha256().ifPresent(message::setArtifactSha256);
        version.servedAs().ifPresent(served -> message.setServedAs(io.outrigger.proto.registry.v1.ServedAs.newBuilder()
                .setModel(served.model())
                .setVersion(served.version())));
        return message.build();
    }

    private static Version fromProto(io.outrigger.proto.registry.v1.Version message) {
        Timestamp created = message.getCreatedAt();
        return new Version(
                message.getNumber(),
                message.getFramework(),
                Optional.of(message.getArtifactSha256()).filter(digest -> !digest.isEmpty()),
                SignatureMapping.fromProto(message.getSignature()),
                AdapterMapping.fromProto(message.getAdapter()),
                message.getFleetsList(),
                Instant.ofEpochSecond(created.getSeconds(), created.getNanos()),
                message.hasServedAs()
                        ? Optional.of(new ServedAs(message.getServedAs().getModel(), message.getServedAs().getVersion()))
                        : Optional.empty());
    }

    private static io.outrigger.proto.registry.v1.Strategy toProto(Strategy strategy) {
        return switch (strategy) {
            case ROUND_ROBIN -> io.outrigger.proto.registry.v1.Strategy.STRATEGY_ROUND_ROBIN;
            case LEAST_LATENCY -> io.outrigger.proto.registry.v1.Strategy.STRATEGY_LEAST_LATENCY;
        };
    }

    private static Strategy fromProto(io.outrigger.proto.registry.v1.Strategy message) {
        return switch (message) {
            case STRATEGY_UNSPECIFIED, STRATEGY_ROUND_ROBIN -> Strategy.ROUND_ROBIN;
            case STRATEGY_LEAST_LATENCY -> Strategy.LEAST_LATENCY;
            case UNRECOGNIZED -> throw new IllegalArgumentException("a strategy that this service does not know");
        };
    }
}
