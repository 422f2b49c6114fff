package io.outrigger.database;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids as callers see them, a word and 32 digits, and as columns hold them. An id begins with its time, a millisecond and its 4096th (UUID,
 * version 7), so the order of ids is that of age: a list goes on behind an id that is gone, and an index grows at its end.
 */
public final class TimedId {

    private static final int HALF = 16;
    private static final int RADIX = 16;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private TimedId() {
    }

    /** The id of what is made now. */
    public static UUID next(Instant now) {
        long fraction = now.getNano() % NANOS_PER_MILLI * 4096L / NANOS_PER_MILLI;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(now.toEpochMilli() << 16 | 0x7000 | fraction, random.nextLong() >>> 2 | 0x8000_0000_0000_0000L);
    }

    /** As callers see it. */
    public static String text(String prefix, UUID id) {
        HexFormat hex = HexFormat.of();
        return prefix + hex.toHexDigits(id.getMostSignificantBits()) + hex.toHexDigits(id.getLeastSignificantBits());
    }

    /** What a column holds for what a caller takes for an id; empty where it is none. Asked often, so without a regular expression. */
    public static Optional<UUID> column(String prefix, String id) {
        int middle = prefix.length() + HALF;
        int end = middle + HALF;
        if (id.length() != end || !id.startsWith(prefix) || !id.chars().skip(prefix.length()).allMatch(TimedId::isDigit)) {
            return Optional.empty();
        }
        return Optional.of(new UUID(
                Long.parseUnsignedLong(id, prefix.length(), middle, RADIX), Long.parseUnsignedLong(id, middle, end, RADIX)));
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9' || character >= 'a' && character <= 'f';
    }
}
