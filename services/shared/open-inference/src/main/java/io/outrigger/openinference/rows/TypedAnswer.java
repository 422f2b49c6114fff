package io.outrigger.openinference.rows;

import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.ElementCount;
import io.outrigger.openinference.tensor.TypedContents;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import java.util.ArrayList;
import java.util.List;

/** The answer of a server that fills protobuf's typed fields, as few do: taken apart and put together by protobuf, and copied. */
final class TypedAnswer {

    private TypedAnswer() {
    }

    /** The members' answers, of one that has been checked. */
    static List<WireMessage> scatter(ModelInferResponse answer, List<RowRequest> members) {
        answer.getOutputsList().forEach(TypedAnswer::check);
        List<WireMessage> messages = new ArrayList<>(members.size());
        long begun = 0;
        for (RowRequest member : members) {
            ModelInferResponse.Builder own = ModelInferResponse.newBuilder().setModelName(answer.getModelName())
                    .setModelVersion(answer.getModelVersion()).setId(member.request().head().id())
                    .putAllParameters(answer.getParametersMap());
            for (InferOutputTensor output : answer.getOutputsList()) {
                own.addOutputs(rows(output, begun, member.rows()));
            }
            messages.add(WireMessage.of(own.build()));
            begun += member.rows();
        }
        return messages;
    }

    private static void check(InferOutputTensor output) {
        Datatype datatype = AnswerCheck.datatype(output);
        try {
            TypedContents.check(output.getName(), output.getShapeList(), datatype, output.getContents());
        } catch (ServiceException e) {
            throw AnswerCheck.failed(e.getMessage().substring(0, e.getMessage().length() - 1));
        }
    }

    private static InferOutputTensor.Builder rows(InferOutputTensor output, long begun, int rows) {
        List<Long> shape = output.getShapeList();
        InferOutputTensor.Builder own = InferOutputTensor.newBuilder().setName(output.getName()).setDatatype(output.getDatatype())
                .addShape(rows).addAllShape(shape.subList(1, shape.size())).putAllParameters(output.getParametersMap());
        if (output.hasContents()) {
            long elementsOfRow = ElementCount.of(output.getName(), shape) / shape.getFirst();
            own.setContents(part(output.getContents(), (int) (begun * elementsOfRow), (int) ((begun + rows) * elementsOfRow)));
        }
        return own;
    }

    /** Elements of whichever list is filled. */
    private static InferTensorContents part(InferTensorContents contents, int from, int to) {
        return InferTensorContents.newBuilder()
                .addAllBoolContents(part(contents.getBoolContentsList(), from, to))
                .addAllIntContents(part(contents.getIntContentsList(), from, to))
                .addAllInt64Contents(part(contents.getInt64ContentsList(), from, to))
                .addAllUintContents(part(contents.getUintContentsList(), from, to))
                .addAllUint64Contents(part(contents.getUint64ContentsList(), from, to))
                .addAllFp32Contents(part(contents.getFp32ContentsList(), from, to))
                .addAllFp64Contents(part(contents.getFp64ContentsList(), from, to))
                .addAllBytesContents(part(contents.getBytesContentsList(), from, to))
                .build();
    }

    private static <T> List<T> part(List<T> elements, int from, int to) {
        return elements.isEmpty() ? elements : elements.subList(from, to);
    }
}
