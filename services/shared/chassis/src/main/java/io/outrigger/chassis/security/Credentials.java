package io.outrigger.chassis.security;

import java.util.Optional;

/**
 * What a request brings to show who sent it. Its text never leaves this package and those who check it.
 *
 * @param authorization of the header Authorization
 * @param apiKey of the header X-API-Key
 */
public record Credentials(Optional<String> authorization, Optional<String> apiKey) {

    @Override
    public String toString() {
        return "Credentials[…]";
    }
}
