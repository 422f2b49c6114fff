package io.outrigger.chassis.access;

import io.grpc.Context;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;

/** The caller of the request being served. */
public final class CurrentCaller {

    private static final Context.Key<Principal> KEY = Context.key("outrigger-caller");

    private CurrentCaller() {
    }

    /** The current context with this caller in it. */
    public static Context with(Principal caller) {
        return Context.current().withValue(KEY, caller);
    }

    public static boolean isKnown() {
        return KEY.get() != null;
    }

    /** The authenticated caller; nobody without one gets past this. */
    public static Principal get() {
        Principal caller = KEY.get();
        if (caller == null) {
            throw new ServiceException(ErrorCode.UNAUTHENTICATED_CALLER, "This needs a bearer token or an API key.");
        }
        return caller;
    }
}
