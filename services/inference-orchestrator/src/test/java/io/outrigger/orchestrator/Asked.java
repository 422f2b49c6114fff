package io.outrigger.orchestrator;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.testing.Answers;
import io.outrigger.testing.StockCaller;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** An inference under way, whose caller waits or hangs up. */
final class Asked {

    private final CompletableFuture<ModelInferResponse> answer = new CompletableFuture<>();
    private final Context.CancellableContext context = Context.current().withCancellation();

    /** With headers, too: name, value, name, value, … */
    static Asked of(StockCaller caller, ModelInferRequest request, String... headers) {
        Asked asked = new Asked();
        asked.context.run(() -> caller.async(headers).modelInfer(request, new Answers<>(asked.answer)));
        return asked;
    }

    ModelInferResponse answer() throws Exception {
        return answer.get(1, TimeUnit.MINUTES);
    }

    /** The answer's rows, where a row is one whole number. */
    List<Integer> rows() throws Exception {
        return BatchingFixture.numbers(answer().getRawOutputContents(0));
    }

    ErrorCode failure() throws Exception {
        return refusal().code();
    }

    ServiceException refusal() throws Exception {
        try {
            throw new AssertionError("it was answered: " + answer());
        } catch (ExecutionException failed) {
            StatusRuntimeException status = (StatusRuntimeException) failed.getCause();
            return GrpcErrors.ofStatus(status.getStatus(), status.getTrailers());
        }
    }

    boolean isOver() {
        return answer.isDone();
    }

    void hangUp() {
        context.cancel(null);
    }
}
