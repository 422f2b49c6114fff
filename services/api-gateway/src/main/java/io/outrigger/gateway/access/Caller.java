package io.outrigger.gateway.access;

import io.grpc.Context;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The caller of the request being served.
 *
 * @param stickyKey what a sticky canary holds on to: the header {@value #STICKY_HEADER}, or the token's subject
 * @param hash what tells this caller from others that have the same credential: a hash with the connection in it
 */
public record Caller(Principal principal, String stickyKey, String hash) {

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
        return new Caller(principal, sentStickyKey == null ? principal.subject() : sentStickyKey,
                hash(principal.tenant() + '\n' + principal.subject() + '\n' + connection));
    }

    /** The authenticated caller; nobody without one gets past this. */
    public static Caller current() {
        Caller caller = KEY.get();
        return caller == null ? of(CurrentCaller.get(), null, "") : caller;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
