package io.outrigger.registry;

import com.google.protobuf.Duration;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/** Signatures to and from their messages. */
final class SignatureMapping {

    private SignatureMapping() {
    }

    static io.outrigger.proto.registry.v1.Signature toProto(Signature signature) {
        var message = io.outrigger.proto.registry.v1.Signature.newBuilder().setMaxBatchSize(signature.maxBatchSize());
        signature.inputs().forEach(input -> message.addInputs(toProto(input)));
        signature.outputs().forEach(output -> message.addOutputs(toProto(output)));
        signature.defaultTimeout().ifPresent(timeout -> message.setDefaultTimeout(toProto(timeout)));
        signature.latencyTarget().ifPresent(target -> message.setLatencyTarget(toProto(target)));
        return message.build();
    }

    static Signature fromProto(io.outrigger.proto.registry.v1.Signature message) {
        return new Signature(
                tensors(message.getInputsList()),
                tensors(message.getOutputsList()),
                message.getMaxBatchSize(),
                message.hasDefaultTimeout() ? Optional.of(fromProto(message.getDefaultTimeout())) : Optional.empty(),
                message.hasLatencyTarget() ? Optional.of(fromProto(message.getLatencyTarget())) : Optional.empty());
    }

    private static List<TensorSpec> tensors(List<io.outrigger.proto.registry.v1.TensorSpec> messages) {
        return messages.stream().map(SignatureMapping::fromProto).toList();
    }

    private static io.outrigger.proto.registry.v1.TensorSpec toProto(TensorSpec tensor) {
        return io.outrigger.proto.registry.v1.TensorSpec.newBuilder()
                .setName(tensor.name())
                .setDatatype(tensor.datatype().name())
                .addAllShape(tensor.shape())
                .setOptional(tensor.optional())
                .build();
    }

    private static TensorSpec fromProto(io.outrigger.proto.registry.v1.TensorSpec message) {
        return new TensorSpec(message.getName(), Datatype.valueOf(message.getDatatype()), message.getShapeList(), message.getOptional());
    }

    private static Duration toProto(java.time.Duration duration) {
        return Duration.newBuilder().setSeconds(duration.getSeconds()).setNanos(duration.getNano()).build();
    }

    private static java.time.Duration fromProto(Duration message) {
        return java.time.Duration.ofSeconds(message.getSeconds(), message.getNanos());
    }
}
