package io.outrigger.openinference.rows;

import com.google.protobuf.InvalidProtocolBufferException;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.openinference.tensor.ShapeText;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What requests have in common that may share a call: names, datatypes and row shapes of the inputs in their order, the requested
 * outputs in theirs, the parameters of all of them, and the request's own but {@code timeout} and {@code priority}; nothing of
 * id, model and version. Immutable, and equal by value.
 */
public final class RowKind {

    /** A ModelInferRequest in its one canonical form, whose inputs' shapes lack the first dimension. */
    private final byte[] bytes;
    private final int hash;

    RowKind(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /** The request of no rows that this is. */
    ModelInferRequest common() {
        try {
            return ModelInferRequest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("A kind is not what was written.", impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowKind kind && hash == kind.hash && Arrays.equals(bytes, kind.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Short, for a status page, such as {@code input FP32 [1,28,28] → probabilities}. */
    @Override
    public String toString() {
        ModelInferRequest common = common();
        String inputs = common.getInputsList().stream()
                .map(input -> input.getName() + " " + input.getDatatype() + " " + ShapeText.of(input.getShapeList()))
                .collect(Collectors.joining(", "));
        String outputs = common.getOutputsCount() == 0 ? "all outputs" : common.getOutputsList().stream()
                .map(InferRequestedOutputTensor::getName).collect(Collectors.joining(", "));
        return Quote.bare(inputs + " → " + outputs);
    }
}
