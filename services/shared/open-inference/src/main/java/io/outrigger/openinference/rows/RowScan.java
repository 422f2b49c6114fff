package io.outrigger.openinference.rows;

import com.google.protobuf.CodedOutputStream;
import io.outrigger.openinference.wire.FieldPlaces;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.Splice;
import io.outrigger.openinference.wire.WireReader;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * One look at a request's tensors, which finds its rows and writes its kind.
 *
 * <p>Most requests have no parameters but {@code timeout} and {@code priority}, and then nothing is parsed; {@link Parameters}
 * are left to protobuf.
 */
final class RowScan {

    private static final int INPUTS = ModelInferRequest.INPUTS_FIELD_NUMBER;
    private static final int OUTPUTS = ModelInferRequest.OUTPUTS_FIELD_NUMBER;
    private static final int PARAMETERS = ModelInferRequest.PARAMETERS_FIELD_NUMBER;
    private static final int RAWS = ModelInferRequest.RAW_INPUT_CONTENTS_FIELD_NUMBER;

    /** More than any model's tensors take without their data, and no more than may be copied for each request. */
    private static final int HEAD_BYTES_MAX = 16_384;

    private final ScannedRequest request;
    private final FieldPlaces places;
    private int rows;
    private boolean parameters;

    private RowScan(ScannedRequest request) {
        this.request = request;
        this.places = request.places();
    }

    static Optional<RowRequest> of(ScannedRequest request) throws IOException {
        return new RowScan(request).scanned();
    }

    private Optional<RowRequest> scanned() throws IOException {
        int missing = 0;
        int headSize = 0;
        for (int i = 0; i < places.count(); i++) {
            switch (places.field(i)) {
                case INPUTS -> {
                    missing++;
                    headSize += places.end(i) - places.start(i);
                }
                case OUTPUTS, PARAMETERS -> headSize += places.end(i) - places.start(i);
                case RAWS -> missing--;
                default -> { }
            }
        }
        if (missing != 0 || headSize > HEAD_BYTES_MAX || request.hasUnknownFields() || !ownParametersFit()) {
            return Optional.empty();
        }
        byte[] kind = new byte[headSize];
        var output = CodedOutputStream.newInstance(kind);
        if (!inputs(output) || !outputs(output)) {
            return Optional.empty();
        }
        return parameters
                ? Parameters.kind(request).map(whole -> new RowRequest(request, rows, whole))
                : Optional.of(new RowRequest(request, rows, new RowKind(Arrays.copyOf(kind, headSize - output.spaceLeft()))));
    }

    /** Whether none of the request's own parameters ties it to itself. */
    private boolean ownParametersFit() {
        for (int i = places.next(PARAMETERS, 0); i >= 0; i = places.next(PARAMETERS, i + 1)) {
            String name = request.parameterName(i);
            if (Parameters.tiesTheRequest(name)) {
                return false;
            }
            parameters |= !Parameters.isEachRequestsOwn(name);
        }
        return true;
    }

    private boolean inputs(CodedOutputStream kind) throws IOException {
        int raw = -1;
        for (int i = places.next(INPUTS, 0); i >= 0; i = places.next(INPUTS, i + 1)) {
            raw = places.next(RAWS, raw + 1);
            var head = new InputHead();
            if (!head.read(reader(i)) || head.rows() == 0 || rows != 0 && rows != head.rows() || !head.fits(reader(raw))) {
                return false;
            }
            rows = head.rows();
            parameters |= head.hasParameters();
            head.writeRow(kind);
        }
        return rows > 0;
    }

    private boolean outputs(CodedOutputStream kind) throws IOException {
        for (int i = places.next(OUTPUTS, 0); i >= 0; i = places.next(OUTPUTS, i + 1)) {
            String name = "";
            WireReader reader = reader(i);
            while (reader.next()) {
                if (reader.isLengthDelimited() && reader.field() == InferRequestedOutputTensor.NAME_FIELD_NUMBER) {
                    name = reader.text();
                } else if (reader.isLengthDelimited() && reader.field() == InferRequestedOutputTensor.PARAMETERS_FIELD_NUMBER) {
                    parameters = true;
                    reader.skip();
                } else {
                    return false;
                }
            }
            int size = name.isEmpty() ? 0 : CodedOutputStream.computeStringSize(InferRequestedOutputTensor.NAME_FIELD_NUMBER, name);
            Splice.writeDelimiter(kind, OUTPUTS, size);
            if (!name.isEmpty()) {
                kind.writeString(InferRequestedOutputTensor.NAME_FIELD_NUMBER, name);
            }
        }
        return true;
    }

    private WireReader reader(int place) {
        return new WireReader(request.message(), places.value(place), places.end(place));
    }
}
