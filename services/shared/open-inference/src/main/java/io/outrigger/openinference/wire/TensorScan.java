package io.outrigger.openinference.wire;

import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;

/**
 * One pass over a tensor of a request, which finds whether it has parameters and builds nothing.
 *
 * <p>What protobuf could not read is refused here, so that no fleet gets it: some servers call that a failure of their own. The
 * parameters themselves are left to protobuf.
 */
final class TensorScan {

    private TensorScan() {
    }

    /** Whether an input has parameters. */
    static boolean ofInput(WireMessage tensor) {
        boolean parameters = false;
        var reader = new WireReader(tensor);
        while (reader.next()) {
            if (!reader.isLengthDelimited()) {
                reader.skip();
                continue;
            }
            switch (reader.field()) {
                case InferInputTensor.NAME_FIELD_NUMBER, InferInputTensor.DATATYPE_FIELD_NUMBER -> reader.text();
                case InferInputTensor.SHAPE_FIELD_NUMBER -> reader.skipVarints();
                case InferInputTensor.CONTENTS_FIELD_NUMBER -> {
                    contents(tensor.part(reader.position(), reader.position() + reader.length()));
                    reader.skip();
                }
                default -> {
                    parameters |= reader.field() == InferInputTensor.PARAMETERS_FIELD_NUMBER;
                    reader.skip();
                }
            }
        }
        return parameters;
    }

    /** Whether a requested output has parameters. */
    static boolean ofOutput(WireMessage tensor) {
        boolean parameters = false;
        var reader = new WireReader(tensor);
        while (reader.next()) {
            if (reader.field() == InferRequestedOutputTensor.NAME_FIELD_NUMBER && reader.isLengthDelimited()) {
                reader.text();
            } else {
                parameters |= reader.field() == InferRequestedOutputTensor.PARAMETERS_FIELD_NUMBER && reader.isLengthDelimited();
                reader.skip();
            }
        }
        return parameters;
    }

    private static void contents(WireMessage contents) {
        var reader = new WireReader(contents);
        while (reader.next()) {
            if (!reader.isLengthDelimited()) {
                reader.skip();
                continue;
            }
            switch (reader.field()) {
                case InferTensorContents.BOOL_CONTENTS_FIELD_NUMBER, InferTensorContents.INT_CONTENTS_FIELD_NUMBER,
                        InferTensorContents.INT64_CONTENTS_FIELD_NUMBER, InferTensorContents.UINT_CONTENTS_FIELD_NUMBER,
                        InferTensorContents.UINT64_CONTENTS_FIELD_NUMBER -> reader.skipVarints();
                case InferTensorContents.FP32_CONTENTS_FIELD_NUMBER -> skipNumbers(reader, Float.BYTES);
                case InferTensorContents.FP64_CONTENTS_FIELD_NUMBER -> skipNumbers(reader, Double.BYTES);
                default -> reader.skip();
            }
        }
    }

    private static void skipNumbers(WireReader reader, int bytes) {
        if (reader.length() % bytes != 0) {
            throw reader.malformed("field " + reader.field() + " has " + reader.length()
                    + " bytes of numbers that have " + bytes + " each");
        }
        reader.skip();
    }
}
