package io.outrigger.chassis.security;

import io.outrigger.chassis.errors.ServiceException;

/** Finds out who calls. */
@FunctionalInterface
public interface Authenticator {

    /**
     * Whose credentials these are.
     *
     * @throws ServiceException UNAUTHENTICATED_CALLER or TOKEN_EXPIRED with a sentence that never repeats them
     */
    Principal authenticate(Credentials credentials);
}
