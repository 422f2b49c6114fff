package io.outrigger.chassis.access;

import io.outrigger.chassis.errors.Challenge;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;
import java.util.Collections;
import java.util.List;

/**
 * Who may make a call.
 *
 * @param proof what shows that a caller may
 * @param scopes one of which a token or key must have; none: any will do
 */
public record Who(Proof proof, List<String> scopes) {

    /** What is asked of a caller, by us or by those before us. */
    public enum Proof {
        NOTHING, IDENTITY_IN_THE_MESH, TOKEN
    }

    /** Everybody, on purpose. */
    public static final Who ANYBODY = new Who(Proof.NOTHING, List.of());
    /** Whoever reaches the port: on one machine by loopback, in production by its identity in the mesh, which lets nobody else there. */
    public static final Who THE_MESH = new Who(Proof.IDENTITY_IN_THE_MESH, List.of());
    /** Whoever has a token or a key. */
    public static final Who ANY_CALLER = new Who(Proof.TOKEN, List.of());

    public Who {
        scopes = List.copyOf(scopes);
    }

    /** Callers with one of these scopes. */
    public static Who withScope(String... scopes) {
        return new Who(Proof.TOKEN, List.of(scopes));
    }

    /** Whether a token is asked for at all. */
    public boolean needsToken() {
        return proof == Proof.TOKEN;
    }

    /** Whether the caller has a scope that is enough. */
    public boolean admits(Principal caller) {
        return scopes.isEmpty() || !Collections.disjoint(scopes, caller.scopes());
    }

    /**
     * Lets the caller pass.
     *
     * @throws ServiceException FORBIDDEN with the scopes that it would need
     */
    public void require(Principal caller) {
        if (!admits(caller)) {
            throw new ServiceException(ErrorCode.FORBIDDEN, "This needs the scope '" + String.join("' or '", scopes) + "'; the "
                    + caller.credential() + " has "
                    + (caller.scopes().isEmpty() ? "none" : caller.scopes().stream().sorted().map(Quote::bare).toList()) + ".")
                    .challenge(Challenge.insufficientScope(scopes));
        }
    }
}
