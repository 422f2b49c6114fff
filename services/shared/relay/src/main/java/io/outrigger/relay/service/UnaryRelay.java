package io.outrigger.relay.service;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.relay.hop.CallFailure;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Serves a unary method with a {@link WireHandler}; failures leave as the cause of a status, which the chassis explains. */
public final class UnaryRelay implements ServerCallHandler<WireMessage, WireMessage> {

    private final WireHandler handler;

    public UnaryRelay(WireHandler handler) {
        this.handler = handler;
    }

    @Override
    public ServerCall.Listener<WireMessage> startCall(ServerCall<WireMessage, WireMessage> call, Metadata headers) {
        call.request(2);
        return new RequestListener(call);
    }

    /** The answer that a handler gives; what it throws becomes a failed answer. */
    static CompletableFuture<WireMessage> answer(Supplier<CompletableFuture<WireMessage>> handler) {
        try {
            return handler.get();
        } catch (RuntimeException thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    private final class RequestListener extends ServerCall.Listener<WireMessage> {

        private final ServerCall<WireMessage, WireMessage> call;
        private WireMessage request;

        RequestListener(ServerCall<WireMessage, WireMessage> call) {
            this.call = call;
        }

        @Override
        public void onMessage(WireMessage message) {
            if (request != null) {
                throw new ServiceException(ErrorCode.MALFORMED_REQUEST, "The call has two messages; one is expected.");
            }
            request = message;
        }

        @Override
        public void onHalfClose() {
            if (request == null) {
                throw new ServiceException(ErrorCode.MALFORMED_REQUEST, "The call has no message; one is expected.");
            }
            WireMessage message = request;
            request = null;
            answer(() -> handler.handle(message)).whenComplete(this::send);
        }

        private void send(WireMessage answer, Throwable thrown) {
            if (call.isCancelled()) {
                return;
            }
            if (thrown != null) {
                call.close(Status.UNKNOWN.withCause(CallFailure.cause(thrown)), new Metadata());
                return;
            }
            call.sendHeaders(new Metadata());
            call.sendMessage(answer);
            call.close(Status.OK, new Metadata());
        }
    }
}
