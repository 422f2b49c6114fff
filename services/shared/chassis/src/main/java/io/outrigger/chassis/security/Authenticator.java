package io.outrigger.chassis.security;

import io.outrigger.chassis.errors.ErrorCode;
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

    /** Takes bearer tokens alone. */
    static Authenticator of(JwtVerifier tokens) {
        return credentials -> {
            if (credentials.apiKey().isPresent() && credentials.authorization().isEmpty()) {
                throw new ServiceException(ErrorCode.UNAUTHENTICATED_CALLER,
                        "API keys are not taken here; an Authorization header with a bearer token is required.");
            }
            return tokens.authenticate(credentials.authorization().orElse(null));
        };
    }
}
