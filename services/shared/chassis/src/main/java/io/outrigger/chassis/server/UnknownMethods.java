package io.outrigger.chassis.server;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.CorrelationId;
import java.io.InputStream;

/**
 * Refuses gRPC methods that nobody serves with a code and a sentence, which grpc-java would do with a bare UNIMPLEMENTED. Neither
 * counted nor logged, since anybody may make up as many names as there are.
 */
final class UnknownMethods extends HandlerRegistry {

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
        MethodDescriptor<InputStream, InputStream> method = MethodDescriptor.<InputStream, InputStream>newBuilder()
                .setType(MethodType.UNKNOWN).setFullMethodName(name)
                .setRequestMarshaller(new Unread()).setResponseMarshaller(new Unread()).build();
        return ServerMethodDefinition.create(method, (call, headers) -> refuse(name, call, headers));
    }

    private static ServerCall.Listener<InputStream> refuse(String name, ServerCall<InputStream, InputStream> call, Metadata headers) {
        String correlationId = CorrelationId.of(headers.get(CorrelationId.KEY));
        StatusRuntimeException refusal = GrpcErrors.toStatus(new ServiceException(
                ErrorCode.ROUTE_NOT_FOUND, "There is no method " + Quote.of(name) + " here."), correlationId);
        refusal.getTrailers().put(CorrelationId.KEY, correlationId);
        call.close(refusal.getStatus(), refusal.getTrailers());
        return new ServerCall.Listener<>() { };
    }

    private record Unread() implements MethodDescriptor.Marshaller<InputStream> {

        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream;
        }
    }
}
