package io.outrigger.openinference.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a request and of its tensors, read without the rest.
 *
 * <p>Most requests have none, and then nothing is parsed. The rest is looked at as {@link TensorScan} does: what passes here,
 * protobuf can read.
 */
public final class RequestParameters {

    private RequestParameters() {
    }

    /**
     * A request with the parameters of this one, and of its tensors those that have parameters, without their contents.
     *
     * @throws io.outrigger.chassis.errors.ServiceException MALFORMED_REQUEST when they, or a tensor, cannot be read
     */
    public static ModelInferRequest of(ScannedRequest request) {
        FieldPlaces places = request.places();
        List<Slice> own = new ArrayList<>();
        ModelInferRequest.Builder tensors = null;
        try {
            for (int i = 0; i < places.count(); i++) {
                int field = places.field(i);
                if (field == ModelInferRequest.PARAMETERS_FIELD_NUMBER) {
                    own.addAll(request.message().part(places.start(i), places.end(i)).slices());
                } else if (field == ModelInferRequest.INPUTS_FIELD_NUMBER || field == ModelInferRequest.OUTPUTS_FIELD_NUMBER) {
                    tensors = withParameters(field, request, i, tensors);
                }
            }
            ModelInferRequest parameters = own.isEmpty()
                    ? ModelInferRequest.getDefaultInstance() : WireMessage.of(own).parse(ModelInferRequest.parser());
            return tensors == null ? parameters : tensors.mergeFrom(parameters).build();
        } catch (WireReader.Malformed e) {
            throw RequestScanner.refusal(e);
        } catch (InvalidProtocolBufferException e) {
            throw InferRequests.unreadable(e);
        }
    }

    /** The tensors so far, and this one if it has parameters. */
    private static ModelInferRequest.Builder withParameters(int field, ScannedRequest request, int place, ModelInferRequest.Builder soFar)
            throws InvalidProtocolBufferException {
        WireMessage tensor = request.message().part(request.places().value(place), request.places().end(place));
        boolean input = field == ModelInferRequest.INPUTS_FIELD_NUMBER;
        if (!(input ? TensorScan.ofInput(tensor) : TensorScan.ofOutput(tensor))) {
            return soFar;
        }
        if (soFar == null) {
            FieldCounts.check(request);
        }
        ModelInferRequest.Builder tensors = soFar == null ? ModelInferRequest.newBuilder() : soFar;
        return input
                ? tensors.addInputs(withoutContents(tensor, InferInputTensor.parser()))
                : tensors.addOutputs(tensor.parse(InferRequestedOutputTensor.parser()));
    }

    private static InferInputTensor withoutContents(WireMessage tensor, Parser<InferInputTensor> parser)
            throws InvalidProtocolBufferException {
        var cuts = new Cuts(tensor);
        var reader = new WireReader(tensor);
        while (reader.next()) {
            reader.skip();
            if (reader.field() == InferInputTensor.CONTENTS_FIELD_NUMBER) {
                cuts.cut(reader.start(), reader.position());
            }
        }
        return WireMessage.of(cuts.rest()).parse(parser);
    }
}
