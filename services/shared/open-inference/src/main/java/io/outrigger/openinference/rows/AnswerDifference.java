package io.outrigger.openinference.rows;

import com.google.protobuf.InvalidProtocolBufferException;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.openinference.tensor.Closeness;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import java.util.Optional;

/** The comparison of two answers to one request, of which one was computed beside other requests. Both are parsed: it is for trials. */
public final class AnswerDifference {

    private AnswerDifference() {
    }

    /** How they differ, for people; empty where they do not, as {@link Closeness} has it. */
    public static Optional<String> between(WireMessage alone, WireMessage joined) {
        try {
            return between(alone.parse(ModelInferResponse.parser()), joined.parse(ModelInferResponse.parser()));
        } catch (InvalidProtocolBufferException e) {
            return Optional.of("an answer is not readable");
        }
    }

    private static Optional<String> between(ModelInferResponse alone, ModelInferResponse joined) {
        if (alone.getOutputsCount() != joined.getOutputsCount()
                || alone.getRawOutputContentsCount() != joined.getRawOutputContentsCount()) {
            return Optional.of("a request has " + alone.getOutputsCount() + " outputs when it runs alone and " + joined.getOutputsCount()
                    + " when it is joined with others");
        }
        for (int i = 0; i < alone.getOutputsCount(); i++) {
            InferOutputTensor one = alone.getOutputs(i);
            InferOutputTensor other = joined.getOutputs(i);
            if (!one.getName().equals(other.getName()) || !one.getDatatype().equals(other.getDatatype())
                    || !one.getShapeList().equals(other.getShapeList())) {
                return Optional.of("output " + Quote.of(one.getName()) + " of a request has another name, datatype or shape when it is "
                        + "joined with others than when it runs alone");
            }
            if (!isClose(i, alone, joined)) {
                return Optional.of("output " + Quote.of(one.getName())
                        + " of a request has other values when it is joined with others than when it runs alone");
            }
        }
        return Optional.empty();
    }

    private static boolean isClose(int output, ModelInferResponse alone, ModelInferResponse joined) {
        if (output >= alone.getRawOutputContentsCount()) {
            return alone.getOutputs(output).getContents().equals(joined.getOutputs(output).getContents());
        }
        return Datatype.ofName(alone.getOutputs(output).getDatatype()).filter(type -> Closeness.isClose(type,
                alone.getRawOutputContents(output).asReadOnlyByteBuffer(), joined.getRawOutputContents(output).asReadOnlyByteBuffer()))
                .isPresent();
    }
}
