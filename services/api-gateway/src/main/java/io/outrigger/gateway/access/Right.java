package io.outrigger.gateway.access;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/** What a route wants of its caller; one of the right's scopes is enough. */
public enum Right {
    INFER("infer"),
    /** Reading what a model looks like and how it is: who may infer with it may know. */
    READ_MODELS("infer", "models:read", "admin"),
    ADMIN("admin");

    private final List<String> scopes;

    Right(String... scopes) {
        this.scopes = List.of(scopes);
    }

    /** Lets the current caller pass, or throws UNAUTHENTICATED_CALLER or FORBIDDEN. */
    public void demand() {
        demand(Caller.current().principal());
    }

    void demand(Principal principal) {
        if (Collections.disjoint(scopes, principal.scopes())) {
            throw new ServiceException(ErrorCode.FORBIDDEN, "This needs the scope '" + String.join("' or '", scopes) + "'; the token has "
                    + (principal.scopes().isEmpty() ? "none" : new TreeSet<>(principal.scopes())) + ".");
        }
    }
}
