package io.outrigger.orchestrator.batching;

/** What happens to a batcher. */
public sealed interface BatchEvent<T> {

    /** A request came. */
    record Arrived<T>(QueuedRequest<T> request) implements BatchEvent<T> {
    }

    /** A request's caller has gone. */
    record Left<T>(QueuedRequest<T> request) implements BatchEvent<T> {
    }

    /** A call has ended, one way or another. */
    record Ended<T>(BatchCall<T> call, Outcome outcome) implements BatchEvent<T> {
    }

    /** It has become known how many instances of a model there are. */
    record Informed<T>(String model, ModelInstances instances) implements BatchEvent<T> {
    }

    /** Time has passed; the time that a {@link BatchCommand.WakeAt} named, perhaps. */
    record Tick<T>() implements BatchEvent<T> {
    }

    /** How a call has ended. */
    enum Outcome {
        /** Each request has its rows. */
        ANSWERED,
        /** Each request has its rows, and the call took longer than such a call takes: it was made in more than one way. */
        TRIED,
        /** Refused, failed or answered in a way that may be the fault of one of its requests. */
        CONTENT,
        /** Answered with other rows or outputs than were asked for: no fault of a request, and nobody's rows. */
        MISFIT,
        /** Failed for another reason, which all of its requests share. */
        FAILED
    }
}
