package io.outrigger.modelserver.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.modelserver.protocol.Inferences;
import io.outrigger.modelserver.protocol.Inferences.Submitted;
import io.outrigger.openinference.wire.StreamAnswer;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * One ModelStreamInfer call: requests run side by side, answers go out in the order of the requests, as a Triton server sends them.
 *
 * <p>At most {@value #IN_FLIGHT_MAX} requests of a stream are inside at once: the transport is asked for another message when an
 * answer has gone out, and answers wait while the reader does not read, so a slow caller holds back itself alone. One virtual
 * thread writes. What fails is told in the answer to that request and the stream goes on.
 */
final class InferenceStream extends ServerCall.Listener<WireRequest> {

    private static final int IN_FLIGHT_MAX = 16;

    /** A request that was taken up, or refused; or the end of the requests. */
    private sealed interface Turn {
    }

    private record Running(String id, Submitted submitted) implements Turn {
    }

    private record Refused(String id, RuntimeException failure) implements Turn {
    }

    private record End() implements Turn {
    }

    private final ServerCall<WireRequest, ModelStreamInferResponse> call;
    private final Inferences inferences;
    private final BlockingQueue<Turn> turns = new LinkedBlockingQueue<>();
    private final Semaphore readiness = new Semaphore(0);
    private volatile boolean cancelled;

    InferenceStream(ServerCall<WireRequest, ModelStreamInferResponse> call, Inferences inferences) {
        this.call = call;
        this.inferences = inferences;
    }

    void start() {
        call.sendHeaders(new Metadata());
        call.request(IN_FLIGHT_MAX);
        Thread.ofVirtual().name("stream-writer").start(Context.current().wrap(this::write));
    }

    @Override
    public void onMessage(WireRequest message) {
        String id = message.head().getId();
        try {
            turns.add(new Running(id, inferences.submit(
                    message.head().getModelName(), message.head().getModelVersion(), message::toRequest, message::release)));
        } catch (RuntimeException failure) {
            turns.add(new Refused(id, failure));
        }
    }

    @Override
    public void onHalfClose() {
        turns.add(new End());
    }

    @Override
    public void onReady() {
        readiness.release();
    }

    @Override
    public void onCancel() {
        cancelled = true;
        readiness.release();
        turns.add(new End());
    }

    private void write() {
        try {
            for (Turn turn = turns.take(); !(turn instanceof End); turn = turns.take()) {
                ModelStreamInferResponse answer = answer(turn);
                awaitReady();
                if (cancelled) {
                    continue;
                }
                call.sendMessage(answer);
                call.request(1);
            }
            if (!cancelled) {
                call.close(Status.OK, new Metadata());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException closed) {
            cancelled = true;
        }
    }

    private static ModelStreamInferResponse answer(Turn turn) {
        return switch (turn) {
            case Running running -> {
                try {
                    yield StreamAnswer.message(running.submitted().await());
                } catch (RuntimeException failure) {
                    yield failure(running.id(), failure);
                }
            }
            case Refused refused -> failure(refused.id(), refused.failure());
            case End end -> throw new IllegalArgumentException("an end has no answer");
        };
    }

    private static ModelStreamInferResponse failure(String id, RuntimeException thrown) {
        return StreamAnswer.failureMessage(GrpcErrors.toFailure(thrown).getMessage(), id);
    }

    private void awaitReady() throws InterruptedException {
        while (!cancelled && !call.isReady()) {
            readiness.acquire();
        }
    }
}
