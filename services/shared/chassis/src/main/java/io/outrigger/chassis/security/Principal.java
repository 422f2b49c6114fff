package io.outrigger.chassis.security;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.Optional;
import java.util.Set;

/**
 * A caller, whatever proved it.
 *
 * @param tenant whose quota and bill it is
 * @param scopes what it may do: infer, batch, models:read, models:write, admin
 * @param models the models it may use; absent means every model, an empty set means none
 * @param keyId of the API key that proved it; absent where a token did
 */
public record Principal(String subject, String tenant, Set<String> scopes, Optional<Set<String>> models, Optional<String> keyId) {

    public Principal {
        scopes = Set.copyOf(scopes);
        models = models.map(Set::copyOf);
    }

    /** A caller with a token. */
    public Principal(String subject, String tenant, Set<String> scopes, Optional<Set<String>> models) {
        this(subject, tenant, scopes, models, Optional.empty());
    }

    /** A caller with this API key. */
    public static Principal ofKey(String keyId, String tenant, Set<String> scopes, Optional<Set<String>> models) {
        return new Principal("key:" + keyId, tenant, scopes, models, Optional.of(keyId));
    }

    /** Whether the caller may use the model. */
    public boolean mayUse(String model) {
        return models.isEmpty() || models.get().contains(model);
    }

    /**
     * Lets the caller pass where it may use the model.
     *
     * @throws ServiceException FORBIDDEN when its credential is limited to other models
     */
    public void requireModel(String model) {
        if (!mayUse(model)) {
            throw new ServiceException(ErrorCode.FORBIDDEN,
                    "This needs " + (model.isEmpty() ? "every model" : "the model " + Quote.of(model)) + "; the " + credential() + " is "
                    + (models.get().isEmpty() ? "for no model at all."
                    : "limited to " + ClaimText.list(models.get().stream().sorted().toList()) + "."));
        }
    }

    /** What proved it, for sentences. */
    public String credential() {
        return keyId.isPresent() ? "key" : "token";
    }
}
