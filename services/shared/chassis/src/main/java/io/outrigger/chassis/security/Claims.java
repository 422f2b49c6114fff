package io.outrigger.chassis.security;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.Tenant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The claims of a token by kind. One of the wrong kind is the token's fault and named, as is null, which is not the same as absent:
 * {@code models: null} must not become "every model".
 */
record Claims(Map<String, Object> values) {

    private static final int NAME_CHARACTERS_MAX = Tenant.CHARACTERS_MAX;
    /** The end of the year 9999: times beyond it, on either side, mean no more than this one. */
    private static final long SECONDS_MAX = 253_402_300_799L;

    boolean has(String claim) {
        return values.containsKey(claim);
    }

    boolean isText(String claim) {
        return values.get(claim) instanceof String;
    }

    Optional<String> text(String claim) {
        if (!has(claim)) {
            return Optional.empty();
        }
        if (values.get(claim) instanceof String text) {
            return Optional.of(text);
        }
        throw malformed(claim, "a text");
    }

    /** A text that names somebody: it goes into headers, logs and the keys of quotas. */
    Optional<String> name(String claim) {
        Optional<String> name = text(claim);
        if (name.isPresent() && (name.get().isBlank() || name.get().length() > NAME_CHARACTERS_MAX
                || name.get().chars().anyMatch(Character::isISOControl))) {
            throw refused("The token's claim " + Quote.of(claim) + " must have 1 to " + NAME_CHARACTERS_MAX
                    + " characters without control characters; it is " + Quote.of(name.get()) + ".");
        }
        return name;
    }

    /** A number of seconds since 1970, with or without a fraction. */
    Optional<Instant> time(String claim) {
        if (!has(claim)) {
            return Optional.empty();
        }
        if (values.get(claim) instanceof Number seconds && Double.isFinite(seconds.doubleValue())) {
            double bounded = Math.clamp(seconds.doubleValue(), -SECONDS_MAX, SECONDS_MAX);
            return Optional.of(Instant.ofEpochMilli((long) (bounded * 1_000)));
        }
        throw malformed(claim, "a number of seconds");
    }

    List<String> texts(String claim) {
        if (!(values.get(claim) instanceof List<?> list)) {
            throw malformed(claim, "a list of texts");
        }
        List<String> texts = new ArrayList<>();
        for (Object entry : list) {
            if (!(entry instanceof String text)) {
                throw refused("The token's claim " + Quote.of(claim) + " must be a list of texts; one entry is "
                        + ClaimText.kind(entry) + ".");
            }
            texts.add(text);
        }
        return texts;
    }

    static <T> T required(String claim, Optional<T> value) {
        return value.orElseThrow(() -> refused("The token has no claim " + Quote.of(claim) + ", which is required here."));
    }

    private ServiceException malformed(String claim, String expected) {
        return refused("The token's claim " + Quote.of(claim) + " must be " + expected + "; it is "
                + ClaimText.kind(values.get(claim)) + ".");
    }

    static ServiceException refused(String sentence) {
        return new ServiceException(ErrorCode.UNAUTHENTICATED_CALLER, sentence);
    }
}
