package io.outrigger.modelserver.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.buffers.BufferPool;
import io.outrigger.openinference.wire.InferRequests;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one ModelInferRequest from the transport.
 *
 * <p>Each raw_input_contents goes with one copy from the transport's own memory into a pooled direct buffer. All other fields are
 * gathered and read as every hop reads them ({@link InferRequests}), so a message means the same here as there. Where the
 * transport shows its memory ({@link HasByteBuffer}, as Netty's does) no array lies in between.
 */
final class TransportReader {

    private static final int RAW_INPUT_CONTENTS = 7;
    private static final int RAWS_MAX = 1_024;
    private static final int SHORT_BYTES_MAX = 5;
    private static final int LONG_BYTES_MAX = 10;
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final InputStream in;
    private final BufferPool buffers;
    private final List<BufferPool.Lease> raws = new ArrayList<>();
    private final ByteArrayOutputStream head = new ByteArrayOutputStream(256);
    private final byte[] chunk = new byte[512];
    private int left;

    private TransportReader(InputStream in, BufferPool buffers, int size) {
        this.in = in;
        this.buffers = buffers;
        this.left = size;
    }

    /** Reads the whole stream; one whose size is not known, because it is compressed, is unpacked first. */
    static WireRequest read(InputStream stream, BufferPool buffers) throws IOException {
        InputStream in = stream instanceof KnownLength ? stream : new ByteArrayInputStream(stream.readAllBytes());
        int size = in.available();
        var reader = new TransportReader(in, buffers, size);
        try {
            while (reader.left > 0) {
                reader.readField();
            }
            return new WireRequest(InferRequests.parse(WireMessage.of(reader.head.toByteArray())), List.copyOf(reader.raws), size,
                    Optional.empty());
        } catch (InvalidProtocolBufferException | EOFException e) {
            return reader.unreadable(size, new ServiceException(
                    ErrorCode.MALFORMED_REQUEST, "the message is not a ModelInferRequest: " + e.getMessage(), e));
        } catch (ServiceException e) {
            return reader.unreadable(size, e);
        }
    }

    private WireRequest unreadable(int size, ServiceException failure) {
        raws.forEach(BufferPool.Lease::close);
        return new WireRequest(ModelInferRequest.getDefaultInstance(), List.of(), size, Optional.of(failure));
    }

    private void readField() throws IOException {
        int tag = tag();
        int number = tag >>> 3;
        if (number == RAW_INPUT_CONTENTS && (tag & 7) == LENGTH_DELIMITED) {
            readRaw(length(readVarint(SHORT_BYTES_MAX, false)));
            return;
        }
        writeVarint(tag);
        switch (tag & 7) {
            case VARINT -> readVarint(LONG_BYTES_MAX, true);
            case FIXED64 -> copyToHead(Long.BYTES);
            case FIXED32 -> copyToHead(Integer.BYTES);
            case LENGTH_DELIMITED -> copyToHead(length(readVarint(SHORT_BYTES_MAX, true)));
            default -> throw new InvalidProtocolBufferException("field " + number + " has an unknown wire type");
        }
    }

    private int tag() throws IOException {
        long tag = readVarint(SHORT_BYTES_MAX, false);
        if (tag >>> Integer.SIZE != 0) {
            throw new InvalidProtocolBufferException("a field's number is too large");
        }
        return (int) tag;
    }

    private int length(long value) throws InvalidProtocolBufferException {
        if (value < 0 || value > left) {
            throw new InvalidProtocolBufferException("a field claims " + Long.toUnsignedString(value) + " bytes but " + left + " are left");
        }
        return (int) value;
    }

    private void readRaw(int length) throws IOException {
        if (raws.size() == RAWS_MAX) {
            throw new InvalidProtocolBufferException("more than " + RAWS_MAX + " raw_input_contents");
        }
        var lease = buffers.acquire(length);
        raws.add(lease);
        ByteBuffer target = lease.buffer();
        boolean visible = in instanceof HasByteBuffer transport && transport.byteBufferSupported();
        while (target.hasRemaining()) {
            int moved = visible ? moveVisible(target) : moveThroughArray(target);
            if (moved <= 0) {
                throw new EOFException("the message breaks off");
            }
        }
        target.flip();
        left -= length;
    }

    private int moveVisible(ByteBuffer target) throws IOException {
        ByteBuffer source = ((HasByteBuffer) in).getByteBuffer();
        if (source == null) {
            return -1;
        }
        int count = Math.min(source.remaining(), target.remaining());
        target.put(source.slice(source.position(), count));
        in.skipNBytes(count);
        return count;
    }

    private int moveThroughArray(ByteBuffer target) throws IOException {
        int count = in.read(chunk, 0, Math.min(chunk.length, target.remaining()));
        if (count > 0) {
            target.put(chunk, 0, count);
        }
        return count;
    }

    private void copyToHead(int length) throws IOException {
        int rest = length;
        while (rest > 0) {
            int count = in.read(chunk, 0, Math.min(chunk.length, rest));
            if (count <= 0) {
                throw new EOFException("the message breaks off");
            }
            head.write(chunk, 0, count);
            rest -= count;
        }
        left -= length;
    }

    /** A number of at most so many bytes; those of tags and lengths are as short as every hop has them. */
    private long readVarint(int bytesMax, boolean copied) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 7 * bytesMax; shift += 7) {
            int next = left == 0 ? -1 : in.read();
            if (next < 0) {
                throw new EOFException("the message breaks off");
            }
            left--;
            if (copied) {
                head.write(next);
            }
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new InvalidProtocolBufferException("a number has more than " + bytesMax + " bytes");
    }

    private void writeVarint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            head.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        head.write(rest);
    }
}
