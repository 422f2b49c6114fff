package io.outrigger.chassis.server;

import io.grpc.Metadata;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.util.regex.Pattern;

/**
 * Takes a {@code grpc-timeout} that is none out of a call's headers before gRPC reads it: it would reset the stream without a word, and log
 * the header with a stack trace, whatever a caller has put there. The call is refused instead, with a sentence.
 */
final class GrpcTimeouts {

    private static final Metadata.Key<String> TIMEOUT = Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> UNREADABLE =
            Metadata.Key.of("x-outrigger-unreadable-timeout", Metadata.ASCII_STRING_MARSHALLER);
    private static final Pattern FORM = Pattern.compile("[0-9]{1,8}[HMSmun]");

    private GrpcTimeouts() {
    }

    /** Looks at the headers of a call before gRPC does. */
    static void takeOut(Metadata headers) {
        headers.discardAll(UNREADABLE);
        Iterable<String> timeouts = headers.getAll(TIMEOUT);
        if (timeouts != null) {
            for (String timeout : timeouts) {
                if (!FORM.matcher(timeout).matches()) {
                    headers.discardAll(TIMEOUT);
                    headers.put(UNREADABLE, "true");
                    break;
                }
            }
        }
    }

    /** Refuses a call whose timeout was taken out. */
    static void check(Metadata headers) {
        if (headers.containsKey(UNREADABLE)) {
            throw new ServiceException(ErrorCode.INVALID_HEADER,
                    "grpc-timeout must be one to eight digits and one of H, M, S, m, u and n; it is something else.");
        }
    }
}
