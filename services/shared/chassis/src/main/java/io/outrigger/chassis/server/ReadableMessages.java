package io.outrigger.chassis.server;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.SecurityLevel;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.InputStream;

/**
 * A service whose unreadable requests are answered with a code and a sentence.
 *
 * <p>grpc-java ends a call as UNKNOWN, "Application error processing RPC", when a message is no protobuf or larger than allowed
 * once decompressed, and tells no interceptor. Here the failure travels to the outermost listener as a message does.
 */
final class ReadableMessages {

    private ReadableMessages() {
    }

    /** The listener that answers a message which could not be read. */
    interface Listener {

        void unreadable(ServiceException failure);
    }

    /** @param service with its interceptors; a listener that is not a {@link Listener} has answered its call already */
    static ServerServiceDefinition of(ServerServiceDefinition service, long messageBytesMax) {
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
                .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
        var methods = service.getMethods().stream().map(method -> guarded(method, messageBytesMax)).toList();
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder guarded = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(guarded::addMethod);
        return guarded.build();
    }

    private static <Q, R> ServerMethodDefinition<Received<Q>, R> guarded(ServerMethodDefinition<Q, R> method, long messageBytesMax) {
        MethodDescriptor<Q, R> inner = method.getMethodDescriptor();
        Marshaller<Received<Q>> requests = new ReceivedMarshaller<>(inner.getRequestMarshaller(), messageBytesMax);
        return ServerMethodDefinition.create(inner.toBuilder(requests, inner.getResponseMarshaller()).build(),
                (call, headers) -> new ReceivingListener<>(
                        method.getServerCallHandler().startCall(new InnerCall<>(call, inner), headers)));
    }

    /** A message, or why it could not be read. */
    private record Received<Q>(Q message, ServiceException failure) {
    }

    /** Reads as the method's own marshaller and keeps what that throws. */
    private record ReceivedMarshaller<Q>(Marshaller<Q> messages, long messageBytesMax) implements Marshaller<Received<Q>> {

        @Override
        public InputStream stream(Received<Q> received) {
            return messages.stream(received.message());
        }

        @Override
        public Received<Q> parse(InputStream stream) {
            try {
                return new Received<>(messages.parse(stream), null);
            } catch (RuntimeException thrown) {
                return new Received<>(null, failure(thrown));
            }
        }

        private ServiceException failure(RuntimeException thrown) {
            return switch (thrown) {
                case ServiceException failure -> failure;
                case StatusRuntimeException e when e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED ->
                        new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE,
                                "The message has more than " + messageBytesMax + " bytes once decompressed, which is the most allowed.", e);
                default -> new ServiceException(ErrorCode.MALFORMED_REQUEST,
                        "The message is not readable protobuf of this method's request.", thrown);
            };
        }
    }

    /** Behind a message that could not be read nothing is passed on: half of what a caller meant must not look like the whole. */
    private static final class ReceivingListener<Q> extends ServerCall.Listener<Received<Q>> {

        private final ServerCall.Listener<Q> inner;
        private boolean unreadable;

        ReceivingListener(ServerCall.Listener<Q> inner) {
            this.inner = inner;
        }

        @Override
        public void onMessage(Received<Q> received) {
            if (unreadable) {
                return;
            }
            unreadable = received.failure() != null;
            if (!unreadable) {
                inner.onMessage(received.message());
            } else if (inner instanceof Listener answering) {
                answering.unreadable(received.failure());
            }
        }

        @Override
        public void onHalfClose() {
            if (!unreadable) {
                inner.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            inner.onCancel();
        }

        @Override
        public void onComplete() {
            inner.onComplete();
        }

        @Override
        public void onReady() {
            inner.onReady();
        }
    }

    /** The call as the method's own types see it; grpc-java's forwarding calls cannot change the request's type. */
    private static final class InnerCall<Q, R> extends ServerCall<Q, R> {

        private final ServerCall<Received<Q>, R> outer;
        private final MethodDescriptor<Q, R> method;

        InnerCall(ServerCall<Received<Q>, R> outer, MethodDescriptor<Q, R> method) {
            this.outer = outer;
            this.method = method;
        }

        @Override
        public void request(int count) {
            outer.request(count);
        }

        @Override
        public void sendHeaders(Metadata headers) {
            outer.sendHeaders(headers);
        }

        @Override
        public void sendMessage(R message) {
            outer.sendMessage(message);
        }

        @Override
        public boolean isReady() {
            return outer.isReady();
        }

        @Override
        public void close(Status status, Metadata trailers) {
            outer.close(status, trailers);
        }

        @Override
        public boolean isCancelled() {
            return outer.isCancelled();
        }

        @Override
        public void setMessageCompression(boolean enabled) {
            outer.setMessageCompression(enabled);
        }

        @Override
        public void setCompression(String compressor) {
            outer.setCompression(compressor);
        }

        @Override
        public void setOnReadyThreshold(int bytes) {
            outer.setOnReadyThreshold(bytes);
        }

        @Override
        public SecurityLevel getSecurityLevel() {
            return outer.getSecurityLevel();
        }

        @Override
        public Attributes getAttributes() {
            return outer.getAttributes();
        }

        @Override
        public String getAuthority() {
            return outer.getAuthority();
        }

        @Override
        public MethodDescriptor<Q, R> getMethodDescriptor() {
            return method;
        }
    }
}
