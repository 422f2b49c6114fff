package io.outrigger.gateway.access;

import io.grpc.Context;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.digest.Sha256;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;
import java.util.HexFormat;

/**
 * The caller of the request being served.
 *
 * @param stickyKey what a sticky canary holds on to: the header {@value #STICKY_HEADER}, or the token's subject
 * @param connection over which it came, as far as that can be told; empty where it cannot
 */
public record Caller(Principal principal, String stickyKey, String connection) {

    /** Lets a caller that serves many users say whose request this is. */
    public static final String STICKY_HEADER = "X-Sticky-Key";

    static final Context.Key<Caller> KEY = Context.key("outrigger-caller");

    private static final int STICKY_CHARACTERS_MAX = 256;
    private static final int HASH_BYTES = 8;

    /** The caller, with the sticky key that it sent or null. */
    static Caller of(Principal principal, String sentStickyKey, String connection) {
        if (sentStickyKey != null && (sentStickyKey.isBlank() || sentStickyKey.length() > STICKY_CHARACTERS_MAX)) {
            throw new ServiceException(ErrorCode.INVALID_HEADER, STICKY_HEADER + " must have 1 to " + STICKY_CHARACTERS_MAX
                    + " characters, found " + Quote.of(sentStickyKey) + ".");
        }
        return new Caller(principal, sentStickyKey == null ? principal.subject() : sentStickyKey, connection);
    }

    /** The authenticated caller; nobody without one gets past this. */
    public static Caller current() {
        Caller caller = KEY.get();
        return caller == null ? of(CurrentCaller.get(), null, "") : caller;
    }

    /** What tells this caller from others, also from those that have the same credential. */
    public String hash() {
        byte[] digest = Sha256.of(principal.tenant() + '\n' + principal.subject() + '\n' + connection);
        return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    }
}
