package io.outrigger.openinference.wire;

import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;

/**
 * Counts what the tensors and parameters of a request are made of before any of it is built: protobuf makes objects of fields of two
 * bytes, so a message of nothing but these would become many times its size.
 */
final class FieldCounts {

    private static final int DIMENSIONS_MAX = 64;
    private static final int NUMBER_BYTES_MAX = 10;
    /** Of texts and blobs in typed contents; raw contents take any number. */
    private static final int TEXTS_MAX = 1 << 20;
    /** Of all other fields together, those among them that nobody knows. */
    private static final int FIELDS_MAX = 16 * FieldPlaces.FIELDS_MAX;
    private static final int PARAMETER_VALUE = 2;

    private int parameters;
    private int texts;
    private int fields;

    private FieldCounts() {
    }

    /** Refuses a request that has too much of anything. */
    static void check(ScannedRequest request) {
        FieldPlaces places = request.places();
        var counts = new FieldCounts();
        for (int i = 0; i < places.count(); i++) {
            switch (places.field(i)) {
                case ModelInferRequest.PARAMETERS_FIELD_NUMBER -> counts.parameter(request.message().part(places.value(i), places.end(i)));
                case ModelInferRequest.INPUTS_FIELD_NUMBER -> counts.tensor(request.message().part(places.value(i), places.end(i)),
                        InferInputTensor.PARAMETERS_FIELD_NUMBER, InferInputTensor.SHAPE_FIELD_NUMBER,
                        InferInputTensor.CONTENTS_FIELD_NUMBER);
                case ModelInferRequest.OUTPUTS_FIELD_NUMBER -> counts.tensor(request.message().part(places.value(i), places.end(i)),
                        InferRequestedOutputTensor.PARAMETERS_FIELD_NUMBER, -1, -1);
                default -> { }
            }
        }
    }

    private void tensor(WireMessage tensor, int parametersField, int shapeField, int contentsField) {
        int dimensions = 0;
        var reader = new WireReader(tensor);
        while (reader.next()) {
            field(reader);
            int number = reader.field();
            if (number == shapeField) {
                dimensions += reader.isLengthDelimited() ? reader.length() / NUMBER_BYTES_MAX : 1;
                if (dimensions > DIMENSIONS_MAX) {
                    throw reader.malformed("a shape has more than " + DIMENSIONS_MAX + " dimensions");
                }
            } else if (number == parametersField && reader.isLengthDelimited()) {
                parameter(tensor.part(reader.position(), reader.position() + reader.length()));
            } else if (number == contentsField && reader.isLengthDelimited()) {
                contents(tensor.part(reader.position(), reader.position() + reader.length()));
            }
            reader.skip();
        }
    }

    private void contents(WireMessage contents) {
        var reader = new WireReader(contents);
        while (reader.next()) {
            if (reader.field() == InferTensorContents.BYTES_CONTENTS_FIELD_NUMBER) {
                if (++texts > TEXTS_MAX) {
                    throw reader.malformed("it has more than " + TEXTS_MAX + " bytes_contents; raw_input_contents take any number");
                }
            } else if (reader.field() > InferTensorContents.BYTES_CONTENTS_FIELD_NUMBER) {
                field(reader);
            }
            reader.skip();
        }
    }

    private void parameter(WireMessage entry) {
        var reader = new WireReader(entry);
        if (++parameters > FieldPlaces.FIELDS_MAX) {
            throw reader.malformed("it has more than " + FieldPlaces.FIELDS_MAX + " parameters");
        }
        while (reader.next()) {
            field(reader);
            if (reader.field() == PARAMETER_VALUE && reader.isLengthDelimited()) {
                var value = new WireReader(entry.part(reader.position(), reader.position() + reader.length()));
                while (value.next()) {
                    field(value);
                    value.skip();
                }
            }
            reader.skip();
        }
    }

    private void field(WireReader reader) {
        if (++fields > FIELDS_MAX) {
            throw reader.malformed("its tensors and parameters have more than " + FIELDS_MAX + " fields");
        }
    }
}
