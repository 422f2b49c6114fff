package io.outrigger.openinference.relay;

import io.grpc.Metadata;
import io.grpc.Status;

/**
 * A call that ended without an answer, with what is needed to tell its caller whether a retry makes sense.
 *
 * <p>gRPC's status alone does not say it: UNAVAILABLE stands for a refused connection as for one that broke in mid-request, and
 * RESOURCE_EXHAUSTED for a busy server as for an answer that was too large for us.
 */
public final class CallFailure extends RuntimeException {

    private final transient Status status;
    private final transient Metadata trailers;
    private final boolean requestSent;
    private final boolean answeredByServer;

    CallFailure(Status status, Metadata trailers, boolean requestSent, boolean answeredByServer) {
        super(status.toString(), status.getCause(), false, false);
        this.status = status;
        this.trailers = trailers;
        this.requestSent = requestSent;
        this.answeredByServer = answeredByServer;
    }

    public Status status() {
        return status;
    }

    /** What came with the status; empty where it was made up on this side. */
    public Metadata trailers() {
        return trailers;
    }

    /** Whether the request was given to a connection, so that work on it may have begun. */
    public boolean requestSent() {
        return requestSent;
    }

    /** Whether the peer sent this status; false when it was made up on this side. */
    public boolean answeredByServer() {
        return answeredByServer;
    }

    /** The status' text, or nothing. */
    public String words() {
        return status.getDescription() == null ? "" : status.getDescription();
    }
}
