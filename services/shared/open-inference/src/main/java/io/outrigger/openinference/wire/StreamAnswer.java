package io.outrigger.openinference.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;

/**
 * A ModelStreamInferResponse in three parts, so that an answer goes into its envelope without a copy: the envelope, the answer
 * as it came, and the parameter {@code triton_final_response}.
 *
 * <p>Each request of a stream has one answer, and what is behind a hop sees the request as a unary one; so it is the hop that
 * says of every answer that it is the last one. Protobuf reads a map's entry that is appended as one of the map, in place of an
 * earlier one with its key. Clients that count answers (perf_analyzer) or read until the final one wait for it, after failures too.
 */
public final class StreamAnswer {

    /** ModelStreamInfer as a hop serves it: bytes in, enveloped bytes out. */
    public static final MethodDescriptor<WireMessage, StreamAnswer> METHOD =
            InferMethods.modelStreamInfer(WireMarshaller.INSTANCE, new EnvelopeMarshaller());

    /** The name of the parameter that says that no more answers to this request follow. */
    public static final String FINAL = "triton_final_response";

    private static final InferParameter YES = InferParameter.newBuilder().setBoolParam(true).build();
    private static final byte[] FINAL_PARAMETER = ModelInferResponse.newBuilder().putParameters(FINAL, YES).build().toByteArray();
    private static final byte[] NONE = {};

    private final byte[] envelope;
    private final byte[] answer;
    private final byte[] appended;

    private StreamAnswer(byte[] envelope, byte[] answer, byte[] appended) {
        this.envelope = envelope;
        this.answer = answer;
        this.appended = appended;
    }

    /** The envelope around a ModelInferResponse. */
    public static StreamAnswer of(WireMessage answer) {
        int field = ModelStreamInferResponse.INFER_RESPONSE_FIELD_NUMBER;
        int size = answer.size() + FINAL_PARAMETER.length;
        byte[] envelope = new byte[CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(size)];
        try {
            CodedOutputStream output = CodedOutputStream.newInstance(envelope);
            output.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            output.writeUInt32NoTag(size);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new StreamAnswer(envelope, answer.bytes(), FINAL_PARAMETER);
    }

    /** The failure of the request with this id. */
    public static StreamAnswer failure(String sentence, String id) {
        return new StreamAnswer(failureMessage(sentence, id).toByteArray(), NONE, NONE);
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

    int size() {
        return envelope.length + answer.length + appended.length;
    }

    private static final class EnvelopeMarshaller implements Marshaller<StreamAnswer> {

        @Override
        public InputStream stream(StreamAnswer answer) {
            return new EnvelopeStream(answer);
        }

        @Override
        public StreamAnswer parse(InputStream stream) {
            throw new UnsupportedOperationException("stream answers are written here, not read");
        }
    }

    /** Lets grpc-java write the arrays straight into its own buffers. */
    private static final class EnvelopeStream extends SequenceInputStream implements KnownLength, Drainable {

        private final StreamAnswer whole;

        EnvelopeStream(StreamAnswer whole) {
            super(Collections.enumeration(List.of(new ByteArrayInputStream(whole.envelope), new ByteArrayInputStream(whole.answer),
                    new ByteArrayInputStream(whole.appended))));
            this.whole = whole;
        }

        @Override
        public int available() {
            return whole.size();
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            target.write(whole.envelope);
            target.write(whole.answer);
            target.write(whole.appended);
            return whole.size();
        }
    }
}
