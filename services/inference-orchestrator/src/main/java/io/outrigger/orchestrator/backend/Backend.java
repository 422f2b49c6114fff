package io.outrigger.orchestrator.backend;

import io.outrigger.openinference.wire.WireMessage;
import java.util.concurrent.CompletableFuture;

/** A way to have inferences done; what batches them would be another implementation. */
public interface Backend {

    /**
     * The model server's answer as it came, or a ServiceException; work whose time is over or whose caller has gone is dropped
     * without a call.
     */
    CompletableFuture<WireMessage> infer(Inference inference);
}
