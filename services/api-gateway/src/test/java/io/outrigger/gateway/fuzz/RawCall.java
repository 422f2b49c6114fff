package io.outrigger.gateway.fuzz;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One gRPC call, whose messages are bytes that need not be any.
 *
 * @param headers names and values in turn
 */
record RawCall(String method, MethodType type, List<byte[]> messages, List<String> headers, boolean withToken) {

    private static final int SHOWN_CHARACTERS_MAX = 1_500;

    MethodDescriptor<byte[], byte[]> descriptor() {
        return MethodDescriptor.<byte[], byte[]>newBuilder().setFullMethodName(method).setType(type)
                .setRequestMarshaller(new Bytes()).setResponseMarshaller(new Bytes()).build();
    }

    private record Bytes() implements Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public String toString() {
        String all = method + " " + headers + " " + messages.stream().map(Shown::of).collect(Collectors.joining(" | "));
        return all.length() <= SHOWN_CHARACTERS_MAX ? all : all.substring(0,
                SHOWN_CHARACTERS_MAX) + "… (" + all.length() + " characters)";
    }
}
