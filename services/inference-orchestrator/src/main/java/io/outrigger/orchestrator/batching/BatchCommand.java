package io.outrigger.orchestrator.batching;

import java.util.List;

/** What a batcher wants done. Commands are carried out in their order; what they lead to comes back as events. */
public sealed interface BatchCommand<T> {

    /** Send these requests as one call. */
    record Dispatch<T>(BatchCall<T> call, DispatchReason reason) implements BatchCommand<T> {
    }

    /**
     * Tell a request's caller that it will not be answered.
     *
     * @param comeAgainS after how many seconds the same request would be taken, as far as can be predicted; 0 where that is not the matter
     */
    record Drop<T>(QueuedRequest<T> request, DropReason reason, int comeAgainS) implements BatchCommand<T> {
    }

    /**
     * Give those requests of a call that are still waited for their part of its outcome: their own rows, or the failure.
     *
     * @param predictedWaitNanos what a request that came now would have to wait for; 0 where nothing is known
     */
    record Deliver<T>(BatchCall<T> call, List<QueuedRequest<T>> requests, long predictedWaitNanos) implements BatchCommand<T> {
    }

    /** Nobody waits for this call any more; its end is still awaited. */
    record CancelCall<T>(BatchCall<T> call) implements BatchCommand<T> {
    }

    /** Send a {@link BatchEvent.Tick} at this time, on the batcher's clock; an earlier wish stays. */
    record WakeAt<T>(long nanos) implements BatchCommand<T> {
    }
}
