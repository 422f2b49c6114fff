package io.outrigger.relay.hop;

import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/**
 * A call that ended without an answer, with what is needed to tell its caller whether a retry makes sense.
 *
 * <p>gRPC's status alone does not say it: UNAVAILABLE stands for a refused connection as for one that broke in mid-request, and
 * RESOURCE_EXHAUSTED for a busy server as for an answer that was too large for us.
 */
public final class CallFailure extends RuntimeException {

    /** What Netty's HTTP/2 says of a stream that the peer has certainly not begun to work on. */
    private static final Pattern REFUSED = Pattern.compile("REFUSED_STREAM|unsent stream|Connection refused");

    private final transient Status status;
    private final transient Metadata trailers;
    private final boolean requestSent;
    private final boolean answeredByServer;

    public CallFailure(Status status, Metadata trailers, boolean requestSent, boolean answeredByServer) {
        super(status.toString(), status.getCause(), false, false);
        this.status = status;
        this.trailers = trailers;
        this.requestSent = requestSent;
        this.answeredByServer = answeredByServer;
    }

    /** The failure behind what a call's future, or a stage that depends on it, ended with. */
    public static CallFailure of(Throwable thrown) {
        Throwable cause = cause(thrown);
        return cause instanceof CallFailure failure
                ? failure
                : new CallFailure(Status.fromThrowable(cause), new Metadata(), false, false);
    }

    /** What made a future fail, without the wrapping that its dependent stages add. */
    public static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : thrown;
    }

    public Status status() {
        return status;
    }

    /** What came with the status; empty where it was made up on this side. */
    public Metadata trailers() {
        return trailers;
    }

    /** Whether the request was given to a connection that did not refuse it; if not, the same request may be sent again. */
    public boolean workMayHaveBegun() {
        return requestSent && !REFUSED.matcher(words()).find();
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
