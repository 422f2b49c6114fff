package io.outrigger.gateway.keys;

import com.google.protobuf.Timestamp;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.chassis.headers.Tenant;
import io.outrigger.chassis.security.Principal;
import io.outrigger.gateway.grants.LimitsJson;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.proto.access.v1.ModelNames;
import io.outrigger.registry.Names;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a caller says of a key that it wants. */
final class WantedKey {

    private static final List<String> SCOPES = List.of("infer", "batch", "models:read", "models:write", "admin");
    private static final int NAME_CHARACTERS_MAX = 128;
    private static final int MODELS_MAX = 100;
    /** Whether it is a model's name is said in a sentence of its own. */
    private static final int MODEL_CHARACTERS_MAX = 1_000;
    private static final long LIFE_S_MAX = 3_650L * 24 * 3600;

    private WantedKey() {
    }

    /**
     * The key that the body describes, without its hash.
     *
     * @param creator who can give away no model that it may not use itself
     */
    static Key.Builder read(JsonObject body, Principal creator, Instant now) {
        Key.Builder key = Key.newBuilder()
                .setName(name(body))
                .setTenant(body.text("tenant", Tenant.CHARACTERS_MAX).filter(tenant -> !tenant.isBlank()).orElse(creator.tenant()))
                .addAllScopes(scopes(body))
                .setCreatedBy(creator.subject());
        models(body, creator).ifPresent(models -> key.setModels(ModelNames.newBuilder().addAllNames(models)));
        body.object("limits").ifPresent(limits -> key.setLimits(LimitsJson.read(limits)));
        body.integer("expires_in_s", 1, LIFE_S_MAX).ifPresent(life ->
                key.setExpiresAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond() + life).setNanos(now.getNano())));
        body.refuseOthers();
        return key;
    }

    private static String name(JsonObject body) {
        String name = body.requiredText("name", NAME_CHARACTERS_MAX);
        if (name.isBlank()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Field \"name\" must not be empty.");
        }
        return name;
    }

    private static Set<String> scopes(JsonObject body) {
        List<String> scopes = body.texts("scopes", SCOPES.size(), 32).orElseThrow(() -> body.missing("scopes"));
        for (String scope : scopes) {
            if (!SCOPES.contains(scope)) {
                throw new ServiceException(ErrorCode.INVALID_FIELD,
                        "A scope is one of " + String.join(", ", SCOPES) + "; found " + Quote.of(scope) + ".");
            }
        }
        if (scopes.isEmpty()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "A key needs at least one scope; found none.");
        }
        return new TreeSet<>(scopes);
    }

    private static Optional<Set<String>> models(JsonObject body, Principal creator) {
        Optional<Set<String>> asked = body.texts("models", MODELS_MAX, MODEL_CHARACTERS_MAX).map(names -> {
            names.forEach(Names::model);
            return new TreeSet<>(names);
        });
        asked.ifPresent(names -> names.forEach(creator::requireModel));
        return asked.or(creator::models);
    }
}
