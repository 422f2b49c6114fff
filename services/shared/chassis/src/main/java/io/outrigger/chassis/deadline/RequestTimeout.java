package io.outrigger.chassis.deadline;

import io.grpc.Deadline;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How long a request may take: read from {@value #HEADER} on REST and from {@code grpc-timeout} on gRPC, carried on as
 * remaining time.
 */
public final class RequestTimeout {

    /** Milliseconds that a REST caller is willing to wait. */
    public static final String HEADER = "X-Request-Timeout-Ms";

    /** Longer than any one request may run; what takes longer is a job. */
    public static final Duration MAX = Duration.ofMinutes(10);

    private RequestTimeout() {
    }

    /**
     * Reads the REST header.
     *
     * @throws ServiceException INVALID_HEADER when it is not a whole number of milliseconds from 1 to {@link #MAX}
     */
    public static Optional<Duration> ofHeader(Optional<String> header) {
        return header.map(text -> {
            if (!text.matches("[0-9]{1,9}") || Long.parseLong(text) < 1 || Long.parseLong(text) > MAX.toMillis()) {
                throw new ServiceException(ErrorCode.INVALID_HEADER, HEADER + " must be a whole number of milliseconds from 1 to "
                        + MAX.toMillis() + ", found " + Quote.of(text) + ".");
            }
            return Duration.ofMillis(Long.parseLong(text));
        });
    }

    /** The earlier of a caller's deadline, if it set one, and the standard time from now. */
    public static Deadline earlier(Deadline callers, Duration standard) {
        Deadline own = Deadline.after(standard.toNanos(), TimeUnit.NANOSECONDS);
        return callers == null ? own : callers.minimum(own);
    }

    /** The caller's deadline, if it set one, and the standard time from now otherwise; never later than {@link #MAX}. */
    public static Deadline callersOr(Deadline callers, Duration standard) {
        return callers == null ? earlier(null, standard) : earlier(callers, MAX);
    }
}
