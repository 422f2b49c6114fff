package io.outrigger.openinference.rows;

import com.google.protobuf.CodedOutputStream;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.wire.Splice;
import io.outrigger.openinference.wire.WireReader;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import java.io.IOException;
import java.util.Arrays;

/** What one input says of itself, read once without protobuf; its name and datatype are the last where they are there twice. */
final class InputHead {

    /** More than any model has. */
    private static final int RANK_MAX = 64;

    private String name = "";
    private String datatype = "";
    private long[] shape = new long[8];
    private int rank;
    private boolean parameters;

    /** Reads it; false where it has typed contents or something that is not known. Contents that hold nothing are none. */
    boolean read(WireReader reader) {
        while (reader.next()) {
            if (reader.field() == InferInputTensor.SHAPE_FIELD_NUMBER && reader.isVarint()) {
                if (!dimension(reader.number())) {
                    return false;
                }
            } else if (!reader.isLengthDelimited() || !readDelimited(reader)) {
                return false;
            }
        }
        return true;
    }

    private boolean readDelimited(WireReader reader) {
        switch (reader.field()) {
            case InferInputTensor.NAME_FIELD_NUMBER -> name = reader.text();
            case InferInputTensor.DATATYPE_FIELD_NUMBER -> datatype = reader.text();
            case InferInputTensor.SHAPE_FIELD_NUMBER -> {
                return readPacked(reader);
            }
            case InferInputTensor.PARAMETERS_FIELD_NUMBER -> {
                parameters = true;
                reader.skip();
            }
            case InferInputTensor.CONTENTS_FIELD_NUMBER -> {
                return reader.length() == 0;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readPacked(WireReader reader) {
        int end = reader.position() + reader.length();
        while (reader.position() < end) {
            if (!dimension(reader.number())) {
                return false;
            }
        }
        return reader.position() == end;
    }

    private boolean dimension(long size) {
        if (rank == RANK_MAX) {
            return false;
        }
        if (rank == shape.length) {
            shape = Arrays.copyOf(shape, RANK_MAX);
        }
        shape[rank++] = size;
        return true;
    }

    boolean hasParameters() {
        return parameters;
    }

    /** Its first dimension; 0 where that is no number of rows. */
    int rows() {
        return rank > 0 && shape[0] > 0 && shape[0] <= Integer.MAX_VALUE ? (int) shape[0] : 0;
    }

    /** Whether the reader stands before exactly the data that it claims. */
    boolean fits(WireReader raw) {
        int elements = RawRows.elementsOfRow(rank, i -> shape[i]);
        return elements >= 0
                && Datatype.ofName(datatype).filter(type -> RawRows.pass(raw, type, (long) rows() * elements)).isPresent()
                && raw.left() == 0;
    }

    /** Writes it as an input of a request, without its first dimension and its parameters. */
    void writeRow(CodedOutputStream output) throws IOException {
        int shapeSize = 0;
        for (int i = 1; i < rank; i++) {
            shapeSize += CodedOutputStream.computeInt64SizeNoTag(shape[i]);
        }
        int size = (name.isEmpty() ? 0 : CodedOutputStream.computeStringSize(InferInputTensor.NAME_FIELD_NUMBER, name))
                + CodedOutputStream.computeStringSize(InferInputTensor.DATATYPE_FIELD_NUMBER, datatype)
                + (shapeSize == 0 ? 0 : Splice.delimitedSize(InferInputTensor.SHAPE_FIELD_NUMBER, shapeSize));
        Splice.writeDelimiter(output, ModelInferRequest.INPUTS_FIELD_NUMBER, size);
        if (!name.isEmpty()) {
            output.writeString(InferInputTensor.NAME_FIELD_NUMBER, name);
        }
        output.writeString(InferInputTensor.DATATYPE_FIELD_NUMBER, datatype);
        if (shapeSize > 0) {
            Splice.writeDelimiter(output, InferInputTensor.SHAPE_FIELD_NUMBER, shapeSize);
        }
        for (int i = 1; i < rank; i++) {
            output.writeInt64NoTag(shape[i]);
        }
    }
}
