package io.outrigger.modelserver.grpc;

import io.grpc.MethodDescriptor;
import io.outrigger.modelserver.buffers.BufferPool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The server's half of reading requests; it never writes one. */
final class WireRequestMarshaller implements MethodDescriptor.Marshaller<WireRequest> {

    private final BufferPool buffers;

    WireRequestMarshaller(BufferPool buffers) {
        this.buffers = buffers;
    }

    @Override
    public WireRequest parse(InputStream stream) {
        try {
            return TransportReader.read(stream, buffers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream stream(WireRequest value) {
        throw new UnsupportedOperationException("a server sends no requests");
    }
}
