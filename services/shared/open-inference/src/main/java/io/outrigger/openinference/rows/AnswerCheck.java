package io.outrigger.openinference.rows;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.ShapeText;
import io.outrigger.openinference.wire.AnswerParts;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The check that an answer is one to exactly the rows that were sent; what its data holds is seen where it is cut. */
final class AnswerCheck {

    private AnswerCheck() {
    }

    /** Returns when names, shapes and the number of raw contents are as expected of so many rows. */
    static void check(AnswerParts answer, RowKind kind, int rows) {
        ModelInferResponse head = answer.head();
        names(head, kind.common());
        int raws = answer.raws().count();
        if (raws != 0 && raws != head.getOutputsCount()) {
            throw failed("it has " + head.getOutputsCount() + " outputs but " + raws
                    + " entries in raw_output_contents; one an output is expected, or none at all");
        }
        for (InferOutputTensor output : head.getOutputsList()) {
            if (output.getShapeCount() == 0 || output.getShape(0) != rows) {
                throw failed("output " + Quote.of(output.getName()) + " has shape " + ShapeText.of(output.getShapeList())
                        + " but " + rows + " rows were sent, which are expected in its first dimension");
            }
            if (raws != 0 && !output.getContents().equals(InferTensorContents.getDefaultInstance())) {
                throw failed("output " + Quote.of(output.getName()) + " has contents beside raw_output_contents");
            }
        }
    }

    private static void names(ModelInferResponse answer, ModelInferRequest asked) {
        Set<String> found = new LinkedHashSet<>();
        for (InferOutputTensor output : answer.getOutputsList()) {
            if (!found.add(output.getName())) {
                throw failed("output " + Quote.of(output.getName()) + " is there twice; it is expected once");
            }
        }
        Set<String> expected = asked.getOutputsList().stream().map(InferRequestedOutputTensor::getName)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (!expected.isEmpty() && !expected.equals(found)) {
            throw failed("it has the outputs " + Quote.of(String.join(", ", found)) + " but "
                    + Quote.of(String.join(", ", expected)) + " were asked for");
        }
    }

    static Datatype datatype(InferOutputTensor output) {
        return Datatype.ofName(output.getDatatype()).orElseThrow(() -> failed("output " + Quote.of(output.getName())
                + " has datatype " + Quote.of(output.getDatatype()) + ", which is none of the protocol's"));
    }

    static ServiceException failed(String why) {
        return new ServiceException(ErrorCode.BACKEND_FAILED,
                "The model server's answer cannot be given back to the requests that shared the call: " + why + ".");
    }
}
