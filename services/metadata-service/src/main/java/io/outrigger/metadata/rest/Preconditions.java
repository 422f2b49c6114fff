package io.outrigger.metadata.rest;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The conditions that a request puts on the state it changes or reads: {@code If-Match} and {@code If-None-Match}.
 *
 * <p>Comparison is the strong one for {@code If-Match}; {@code W/"7"} matches only in {@code If-None-Match}, where proxies may have
 * weakened it (RFC 9110, 8.8.3.2).
 *
 * @param ifMatch what the thing must be, where the caller said
 * @param ifNoneMatch what it must not be, where the caller said
 */
public record Preconditions(Optional<EntityTags> ifMatch, Optional<EntityTags> ifNoneMatch) {

    public static final Preconditions NONE = new Preconditions(Optional.empty(), Optional.empty());

    private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([\\x21\\x23-\\x7e]{0,64})\"\\s*(?:,|$)");
    private static final int TAGS_MAX = 20;

    /** {@code *}, or some ETags. */
    public record EntityTags(boolean any, Set<String> strong, Set<String> weak) {

        boolean includesStrongly(EntityTag tag) {
            return any || strong.contains(tag.opaque());
        }

        boolean includes(EntityTag tag) {
            return includesStrongly(tag) || weak.contains(tag.opaque());
        }
    }

    /** Reads the two headers; either may be absent. */
    public static Preconditions of(Optional<String> ifMatch, Optional<String> ifNoneMatch) {
        return new Preconditions(ifMatch.map(value -> tags("If-Match", value)), ifNoneMatch.map(value -> tags("If-None-Match", value)));
    }

    /**
     * Refuses a change whose conditions do not hold.
     *
     * @param what the thing that is changed, as the sentence names it
     * @param found its tag, if it exists
     */
    public void check(String what, Optional<EntityTag> found) {
        if (ifMatch.isPresent() && (found.isEmpty() || !ifMatch.get().includesStrongly(found.get()))) {
            throw stale("If-Match does not hold: " + what
                    + (found.isEmpty() ? " does not exist." : " is at " + found.get() + "."));
        }
        if (ifNoneMatch.isPresent() && found.isPresent() && ifNoneMatch.get().includes(found.get())) {
            throw stale("If-None-Match does not hold: " + what + " exists, at " + found.get() + ".");
        }
    }

    /** Refuses to change something that exists without the caller saying which state of it is meant. */
    public void requireIfMatch(String what, EntityTag found) {
        if (ifMatch.isEmpty()) {
            throw new ServiceException(ErrorCode.PRECONDITION_REQUIRED, "To change " + what
                    + " an If-Match header with its ETag is required (or "
                    + "\"*\"), so that nobody's change is undone unseen; there is none. The ETag now is " + found + ".");
        }
    }

    /** Whether a read may be answered with 304: the caller has this state. */
    public boolean isKnownToCaller(EntityTag tag) {
        return ifNoneMatch.isPresent() && ifNoneMatch.get().includes(tag);
    }

    private static ServiceException stale(String sentence) {
        return new ServiceException(ErrorCode.STALE_REVISION, sentence);
    }

    private static EntityTags tags(String header, String value) {
        if (value.strip().equals("*")) {
            return new EntityTags(true, Set.of(), Set.of());
        }
        Set<String> strong = new HashSet<>();
        Set<String> weak = new HashSet<>();
        Matcher matcher = TAG.matcher(value);
        int end = 0;
        while (end < value.length() && matcher.find(end) && matcher.start() == end && strong.size() + weak.size() < TAGS_MAX) {
            (matcher.group(1) == null ? strong : weak).add(matcher.group(2));
            end = matcher.end();
        }
        if (end < value.length() || value.isBlank()) {
            throw new ServiceException(ErrorCode.INVALID_HEADER,
                    header + " must be \"*\" or up to " + TAGS_MAX + " ETags in double quotes, such as \"42\".");
        }
        return new EntityTags(false, strong, weak);
    }
}
