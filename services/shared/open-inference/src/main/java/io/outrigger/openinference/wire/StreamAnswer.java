package io.outrigger.openinference.wire;

import com.google.protobuf.CodedOutputStream;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * ModelStreamInferResponses around answers that stay in the bytes that came: the envelope, the answer, and the parameter
 * {@code triton_final_response}.
 *
 * <p>Each request of a stream has one answer, and what is behind a hop sees the request as a unary one; so it is the hop that
 * says of every answer that it is the last one. Protobuf reads a map's entry that is appended as one of the map, in place of an
 * earlier one with its key. Clients that count answers (perf_analyzer) or read until the final one wait for it, after failures too.
 */
public final class StreamAnswer {

    /** The name of the parameter that says that no more answers to this request follow. */
    public static final String FINAL = "triton_final_response";

    private static final InferParameter YES = InferParameter.newBuilder().setBoolParam(true).build();
    private static final Slice FINAL_PARAMETER =
            Slice.of(ModelInferResponse.newBuilder().putParameters(FINAL, YES).build().toByteArray());
    private static final int ENVELOPE = ModelStreamInferResponse.INFER_RESPONSE_FIELD_NUMBER;

    private StreamAnswer() {
    }

    /** The envelope around a ModelInferResponse. */
    public static WireMessage of(WireMessage answer) {
        int size = answer.size() + FINAL_PARAMETER.length();
        byte[] envelope = new byte[Splice.delimitedSize(ENVELOPE, size) - size];
        try {
            Splice.writeDelimiter(CodedOutputStream.newInstance(envelope), ENVELOPE, size);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        List<Slice> slices = new ArrayList<>(answer.slices().size() + 2);
        slices.add(Slice.of(envelope));
        slices.addAll(answer.slices());
        slices.add(FINAL_PARAMETER);
        return WireMessage.of(slices);
    }

    /** The failure of the request with this id. */
    public static WireMessage failure(String sentence, String id) {
        return WireMessage.of(failureMessage(sentence, id));
    }

    /** A failure as every server of ours tells it in a stream. */
    public static ModelStreamInferResponse failureMessage(String sentence, String id) {
        return ModelStreamInferResponse.newBuilder()
                .setErrorMessage(sentence)
                .setInferResponse(ModelInferResponse.newBuilder().setId(id).putParameters(FINAL, YES))
                .build();
    }

    /** An answer, which is not shared yet, as every server of ours sends it in a stream. */
    public static ModelStreamInferResponse message(ModelInferResponse.Builder answer) {
        return ModelStreamInferResponse.newBuilder().setInferResponse(answer.putParameters(FINAL, YES)).build();
    }
}
