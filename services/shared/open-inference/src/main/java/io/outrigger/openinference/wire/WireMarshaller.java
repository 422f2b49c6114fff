package io.outrigger.openinference.wire;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Messages as opaque bytes: one array a message on the way in, none on the way out. */
public final class WireMarshaller implements Marshaller<WireMessage> {

    public static final WireMarshaller INSTANCE = new WireMarshaller();

    private WireMarshaller() {
    }

    @Override
    public InputStream stream(WireMessage message) {
        return new WireStream(message.bytes());
    }

    @Override
    public WireMessage parse(InputStream stream) {
        return WireMessage.of(read(stream));
    }

    /** The whole message in one array; where grpc-java knows the length, which is always on Netty, it is read once. */
    static byte[] read(InputStream stream) {
        try {
            if (!(stream instanceof KnownLength)) {
                return stream.readAllBytes();
            }
            byte[] bytes = new byte[stream.available()];
            int read = stream.readNBytes(bytes, 0, bytes.length);
            if (read != bytes.length || stream.available() != 0) {
                throw new IOException("The message has another length than its frame: " + bytes.length + ", read " + read);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets grpc-java write the array straight into its own buffers. */
    private static final class WireStream extends ByteArrayInputStream implements KnownLength, Drainable {

        private WireStream(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int left = count - pos;
            target.write(buf, pos, left);
            pos = count;
            return left;
        }
    }
}
