package io.outrigger.orchestrator.backend;

import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.relay.hop.CallFailure;
import java.util.concurrent.CompletableFuture;

/** What one rider of a call gets: an answer or a failure. */
record Reply(Answer answer, ServiceException failure) {

    static Reply of(Answer answer, Throwable thrown) {
        return new Reply(answer, thrown == null ? null : GrpcErrors.toFailure(CallFailure.cause(thrown)));
    }

    void giveTo(CompletableFuture<Answer> caller) {
        if (failure == null) {
            caller.complete(answer);
        } else {
            caller.completeExceptionally(failure);
        }
    }
}
