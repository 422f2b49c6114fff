package io.outrigger.openinference.relay;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.WireMarshaller;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;

/** A ModelStreamInferResponse in two parts, so that an answer goes into its envelope without a copy. */
public final class StreamAnswer {

    /** ModelStreamInfer as a hop serves it: bytes in, enveloped bytes out. */
    public static final MethodDescriptor<WireMessage, StreamAnswer> METHOD =
            InferMethods.modelStreamInfer(WireMarshaller.INSTANCE, new EnvelopeMarshaller());

    private static final byte[] NONE = {};

    private final byte[] envelope;
    private final byte[] answer;

    private StreamAnswer(byte[] envelope, byte[] answer) {
        this.envelope = envelope;
        this.answer = answer;
    }

    /** The envelope around a ModelInferResponse. */
    static StreamAnswer of(WireMessage answer) {
        int field = ModelStreamInferResponse.INFER_RESPONSE_FIELD_NUMBER;
        byte[] envelope = new byte[CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(answer.size())];
        try {
            CodedOutputStream output = CodedOutputStream.newInstance(envelope);
            output.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            output.writeUInt32NoTag(answer.size());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new StreamAnswer(envelope, answer.bytes());
    }

    /** The failure of the request with this id. */
    static StreamAnswer failure(String sentence, String id) {
        return new StreamAnswer(ModelStreamInferResponse.newBuilder()
                .setErrorMessage(sentence)
                .setInferResponse(ModelInferResponse.newBuilder().setId(id))
                .build()
                .toByteArray(), NONE);
    }

    int size() {
        return envelope.length + answer.length;
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

    /** Lets grpc-java write both arrays straight into its own buffers. */
    private static final class EnvelopeStream extends SequenceInputStream implements KnownLength, Drainable {

        private final StreamAnswer whole;

        EnvelopeStream(StreamAnswer whole) {
            super(new ByteArrayInputStream(whole.envelope), new ByteArrayInputStream(whole.answer));
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
            return whole.size();
        }
    }
}
