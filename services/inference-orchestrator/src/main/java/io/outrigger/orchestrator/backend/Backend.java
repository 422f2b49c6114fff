package io.outrigger.orchestrator.backend;

import java.util.concurrent.CompletableFuture;

/** A way to have inferences done. */
public interface Backend {

    /**
     * The model server's answer, or a ServiceException; work whose time is over or whose caller has gone is dropped
     * without a call.
     */
    CompletableFuture<Answer> infer(Inference inference);
}
