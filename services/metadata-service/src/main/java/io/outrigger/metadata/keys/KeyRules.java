package io.outrigger.metadata.keys;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.limits.TenantName;
import io.outrigger.registry.Names;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a key may be; what breaks a rule is refused with a sentence. */
final class KeyRules {

    private static final List<String> SCOPES = List.of("infer", "batch", "models:read", "models:write", "admin");
    private static final int NAME_CHARACTERS_MAX = 128;
    private static final int MODELS_MAX = 100;
    private static final int YEARS_MAX = 10;
    private static final Duration OVERLAP_MAX = Duration.ofDays(30);
    /** So long that it shows which key it is, and so short that the rest cannot be guessed; a whole key does not pass. */
    private static final Pattern PREFIX = Pattern.compile("ork_[0-9A-Za-z]{8}");

    private KeyRules() {
    }

    /** The key with each scope and model once. */
    static NewKey checked(NewKey key, Instant now) {
        KeyTerms terms = key.terms();
        checkName(terms.name());
        TenantName.checked(terms.tenant());
        TenantName.checked("created_by", key.createdBy());
        checkPrint(key.print());
        checkExpiry(terms.expiresAt(), now);
        return new NewKey(new KeyTerms(terms.name(), terms.tenant(), scopes(terms.scopes()), terms.models().map(KeyRules::models),
                terms.allowance().checked(), terms.expiresAt().map(KeyRules::stored)), key.print(), key.createdBy());
    }

    /** As exact as the database keeps it. */
    static Instant stored(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    static void checkPrint(KeyPrint print) {
        if (!PREFIX.matcher(print.prefix()).matches()) {
            // Not quoted: it may be the key.
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Field 'prefix' must be 'ork_' and 8 more letters and digits; it has " + print.prefix().length() + " characters.");
        }
    }

    static Duration overlap(long seconds) {
        if (seconds < 0 || seconds > OVERLAP_MAX.toSeconds()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Field 'overlap_s' must be 0 to " + OVERLAP_MAX.toSeconds() + " ("
                    + OVERLAP_MAX.toDays() + " days); found " + seconds + ".");
        }
        return Duration.ofSeconds(seconds);
    }

    private static void checkName(String name) {
        if (name.isEmpty()) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "Field 'name' is required; it is missing.");
        }
        if (name.isBlank() || name.length() > NAME_CHARACTERS_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Field 'name' must have 1 to " + NAME_CHARACTERS_MAX
                    + " characters without control characters; it is " + Quote.of(name) + ".");
        }
    }

    private static List<String> scopes(List<String> scopes) {
        if (scopes.isEmpty()) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "Field 'scopes' needs at least one of " + SCOPES + "; it has none.");
        }
        scopes.stream().filter(scope -> !SCOPES.contains(scope)).findFirst().ifPresent(unknown -> {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Field 'scopes' has some of " + SCOPES + "; found " + Quote.of(unknown) + ".");
        });
        return SCOPES.stream().filter(scopes::contains).toList();
    }

    private static List<String> models(List<String> models) {
        if (models.size() > MODELS_MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Field 'models' may have up to " + MODELS_MAX + " models; it has " + models.size() + ".");
        }
        return models.stream().map(Names::model).distinct().sorted().toList();
    }

    private static void checkExpiry(Optional<Instant> expiry, Instant now) {
        Instant latest = now.atOffset(ZoneOffset.UTC).plusYears(YEARS_MAX).toInstant();
        if (expiry.isPresent() && (!expiry.get().isAfter(now) || expiry.get().isAfter(latest))) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "A key must expire in the future and within " + YEARS_MAX
                    + " years; found " + expiry.get() + ", and it is " + now + ".");
        }
    }
}
