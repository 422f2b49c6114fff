package io.outrigger.openinference.rows;

import com.google.protobuf.CodedOutputStream;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.ShapeText;
import io.outrigger.openinference.wire.Splice;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.openinference.wire.WireReader;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import java.io.IOException;
import java.util.List;

/** One output of an answer, of which each member gets its own rows. */
final class SharedOutput {

    private static final int SHAPE = InferOutputTensor.SHAPE_FIELD_NUMBER;
    private static final int OUTPUTS = ModelInferResponse.OUTPUTS_FIELD_NUMBER;

    /** The tensor without its shape. */
    private final byte[] common;
    /** All dimensions but the first, as they are written. */
    private final byte[] rowShape;
    private final WireMessage answer;
    /** Where the members' data begins and, last, where it ends. */
    private final int[] places;

    private SharedOutput(byte[] common, byte[] rowShape, WireMessage answer, int[] places) {
        this.common = common;
        this.rowShape = rowShape;
        this.answer = answer;
        this.places = places;
    }

    /** The output whose data lies between two places of the answer. */
    static SharedOutput of(InferOutputTensor output, WireMessage answer, int from, int to, List<RowRequest> members) throws IOException {
        byte[] common = InferOutputTensor.newBuilder().setName(output.getName()).setDatatype(output.getDatatype())
                .putAllParameters(output.getParametersMap()).build().toByteArray();
        return new SharedOutput(common, rowShape(output), answer, places(output, answer, from, to, members));
    }

    private static byte[] rowShape(InferOutputTensor output) throws IOException {
        int size = 0;
        for (int i = 1; i < output.getShapeCount(); i++) {
            size += CodedOutputStream.computeInt64SizeNoTag(output.getShape(i));
        }
        byte[] bytes = new byte[size];
        var written = CodedOutputStream.newInstance(bytes);
        for (int i = 1; i < output.getShapeCount(); i++) {
            written.writeInt64NoTag(output.getShape(i));
        }
        return bytes;
    }

    private static int[] places(InferOutputTensor output, WireMessage answer, int from, int to, List<RowRequest> members) {
        Datatype datatype = AnswerCheck.datatype(output);
        int elements = RawRows.elementsOfRow(output.getShapeCount(), output::getShape);
        var reader = new WireReader(answer, from, to);
        int[] places = new int[members.size() + 1];
        places[0] = from;
        boolean fits = elements >= 0;
        for (int i = 0; fits && i < members.size(); i++) {
            fits = RawRows.pass(reader, datatype, (long) members.get(i).rows() * elements);
            places[i + 1] = reader.position();
        }
        if (!fits || reader.left() > 0) {
            throw AnswerCheck.failed("output " + Quote.of(output.getName()) + " has " + (to - from)
                    + " bytes of data, which is not what its shape " + ShapeText.of(output.getShapeList()) + " of " + datatype + " needs");
        }
        return places;
    }

    /** Bytes of the tensor with so many rows, without its data. */
    int headSize(int rows) {
        return Splice.delimitedSize(OUTPUTS, tensorSize(rows));
    }

    private int tensorSize(int rows) {
        return common.length + Splice.delimitedSize(SHAPE, shapeSize(rows));
    }

    private int shapeSize(int rows) {
        return CodedOutputStream.computeInt64SizeNoTag(rows) + rowShape.length;
    }

    void writeHead(CodedOutputStream output, int rows) throws IOException {
        Splice.writeDelimiter(output, OUTPUTS, tensorSize(rows));
        output.writeRawBytes(common);
        Splice.writeDelimiter(output, SHAPE, shapeSize(rows));
        output.writeInt64NoTag(rows);
        output.writeRawBytes(rowShape);
    }

    /** A member's own rows, not copied. */
    WireMessage data(int member) {
        return answer.part(places[member], places[member + 1]);
    }
}
