package io.outrigger.gateway.fuzz;

import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor;
import io.outrigger.testing.RawBytes;
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
                .setRequestMarshaller(new RawBytes()).setResponseMarshaller(new RawBytes()).build();
    }

    @Override
    public String toString() {
        String all = method + " " + headers + " " + messages.stream().map(Shown::of).collect(Collectors.joining(" | "));
        return all.length() <= SHOWN_CHARACTERS_MAX ? all : all.substring(0,
                SHOWN_CHARACTERS_MAX) + "… (" + all.length() + " characters)";
    }
}
