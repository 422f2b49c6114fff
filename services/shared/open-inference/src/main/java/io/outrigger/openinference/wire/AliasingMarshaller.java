package io.outrigger.openinference.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Protobuf messages whose bytes fields are views of the one array that was read from the wire, so tensors are copied once.
 *
 * <p>For clients, and for servers' answers. A server's requests go through {@link WireMarshaller} and
 * {@link InferRequests#parse}: grpc-java makes UNKNOWN of whatever a marshaller throws in a server, and CANCELLED in a client.
 */
public final class AliasingMarshaller<T extends MessageLite> implements Marshaller<T> {

    private final Parser<T> parser;

    private AliasingMarshaller(Parser<T> parser) {
        this.parser = parser;
    }

    /** The marshaller of one message type; an instance tells which. */
    @SuppressWarnings("unchecked")
    public static <T extends MessageLite> AliasingMarshaller<T> of(T instance) {
        return new AliasingMarshaller<>((Parser<T>) instance.getParserForType());
    }

    @Override
    public InputStream stream(T message) {
        return new MessageStream(message);
    }

    @Override
    public T parse(InputStream stream) {
        try {
            return WireMessage.of(WireMarshaller.read(stream)).parse(parser);
        } catch (InvalidProtocolBufferException e) {
            throw Status.INTERNAL.withDescription("The message is not readable protobuf.").withCause(e).asRuntimeException();
        }
    }

    /** Writes the message into grpc-java's buffers when it is drained; read as a stream, it is written out once first. */
    private static final class MessageStream extends InputStream implements KnownLength, Drainable {

        private MessageLite message;
        private ByteArrayInputStream written = new ByteArrayInputStream(new byte[0]);

        private MessageStream(MessageLite message) {
            this.message = message;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            if (message == null) {
                return (int) written.transferTo(target);
            }
            int size = message.getSerializedSize();
            var output = CodedOutputStream.newInstance(target, Math.clamp(size, 16, CodedOutputStream.DEFAULT_BUFFER_SIZE));
            message.writeTo(output);
            output.flush();
            message = null;
            return size;
        }

        @Override
        public int available() {
            return message == null ? written.available() : message.getSerializedSize();
        }

        @Override
        public int read() {
            return written().read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return written().read(target, offset, length);
        }

        private ByteArrayInputStream written() {
            if (message != null) {
                written = new ByteArrayInputStream(message.toByteArray());
                message = null;
            }
            return written;
        }
    }
}
