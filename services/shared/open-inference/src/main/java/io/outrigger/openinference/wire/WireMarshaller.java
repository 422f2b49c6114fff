package io.outrigger.openinference.wire;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Messages as opaque bytes: copied once on the way in, into one array, and not at all on the way out. */
public final class WireMarshaller implements Marshaller<WireMessage> {

    public static final WireMarshaller INSTANCE = new WireMarshaller();

    private WireMarshaller() {
    }

    @Override
    public InputStream stream(WireMessage message) {
        return new SliceStream(message);
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

    /** Lets grpc-java write the slices straight into its own buffers. */
    private static final class SliceStream extends InputStream implements KnownLength, Drainable {

        private final List<Slice> slices;
        private int begun;
        private ByteArrayInputStream current = new ByteArrayInputStream(new byte[0]);
        private int left;

        private SliceStream(WireMessage message) {
            this.slices = message.slices();
            this.left = message.size();
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int drained = left;
            current.transferTo(target);
            while (begun < slices.size()) {
                slices.get(begun++).writeTo(target);
            }
            left = 0;
            return drained;
        }

        @Override
        public int available() {
            return left;
        }

        @Override
        public int read() {
            if (!standsOnAByte()) {
                return -1;
            }
            left--;
            return current.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            if (!standsOnAByte()) {
                return -1;
            }
            int count = current.read(target, offset, length);
            left -= count;
            return count;
        }

        private boolean standsOnAByte() {
            while (current.available() == 0 && begun < slices.size()) {
                Slice next = slices.get(begun++);
                current = new ByteArrayInputStream(next.array(), next.offset(), next.length());
            }
            return current.available() > 0;
        }
    }
}
