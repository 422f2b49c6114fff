package io.outrigger.gateway.hop;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.relay.hop.CallProgress;
import io.outrigger.relay.hop.HopFailures;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An answer that comes in pieces, one of which is asked for at a time: who reads slowly slows the sender down.
 *
 * <p>Closing it cancels the call, as the end of the request's context does. For one thread.
 */
public final class AnswerStream<A> implements AutoCloseable {

    private sealed interface Signal<A> {
    }

    private record Piece<A>(A message) implements Signal<A> {
    }

    /** @param failure null where the call went well */
    private record End<A>(ServiceException failure) implements Signal<A> {
    }

    private final ClientCall<?, A> call;
    /** At most a piece and the end are ever in it. */
    private final BlockingQueue<Signal<A>> signals = new LinkedBlockingQueue<>();
    private boolean ended;
    private boolean asked = true;

    private AnswerStream(ClientCall<?, A> call) {
        this.call = call;
    }

    static <Q, A> AnswerStream<A> start(Channel channel, MethodDescriptor<Q, A> method, CallOptions options, Q message, String hop) {
        CallProgress progress = new CallProgress();
        ClientCall<Q, A> call = channel.newCall(method, options.withStreamTracerFactory(progress));
        AnswerStream<A> stream = new AnswerStream<>(call);
        call.start(stream.listener(progress, hop, Context.current()), new Metadata());
        call.request(1);
        call.sendMessage(message);
        call.halfClose();
        return stream;
    }

    private ClientCall.Listener<A> listener(CallProgress progress, String hop, Context caller) {
        return new ClientCall.Listener<>() {
            @Override
            public void onMessage(A message) {
                signals.add(new Piece<>(message));
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
                signals.add(new End<>(status.isOk() ? null : HopFailures.explain(
                        progress.failure(status, trailers), hop, caller.isCancelled())));
            }
        };
    }

    /** Waits for the next piece; empty at the end. */
    public Optional<A> next() {
        while (true) {
            Optional<A> piece = next(Duration.ofDays(1));
            if (piece.isPresent() || ended) {
                return piece;
            }
        }
    }

    /**
     * Waits so long for the next piece; empty where none has come, see {@link #ended}.
     *
     * @throws ServiceException what the call failed with
     */
    public Optional<A> next(Duration timeMax) {
        if (ended) {
            return Optional.empty();
        }
        if (!asked) {
            call.request(1);
            asked = true;
        }
        Signal<A> signal;
        try {
            signal = signals.poll(timeMax.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ServiceException(ErrorCode.SHUTTING_DOWN, "The service is shutting down.", stopped);
        }
        return switch (signal) {
            case null -> Optional.empty();
            case Piece<A>(A message) -> {
                asked = false;
                yield Optional.of(message);
            }
            case End<A>(ServiceException failure) -> {
                ended = true;
                if (failure != null) {
                    throw failure;
                }
                yield Optional.empty();
            }
        };
    }

    /** Whether the last piece has been read. */
    public boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        if (!ended) {
            call.cancel("nobody reads on", null);
        }
    }
}
