package io.outrigger.batchworker.store;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids as callers see them and as columns hold them. An id begins with its time, a millisecond and its 4096th (UUID, version 7), so the
 * order of ids is that of age: a list goes on behind an id that is gone, and an index grows at its end.
 */
public final class StoredId {

    private static final String JOB = "batch_";
    private static final String FILE = "file-";
    private static final int HALF = 16;
    private static final int RADIX = 16;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private StoredId() {
    }

    /** The id of a job that is submitted now. */
    public static String newJob(Instant now) {
        return job(next(now));
    }

    /** The id of a file that is uploaded now. */
    public static String newFile(Instant now) {
        return file(next(now));
    }

    static UUID next(Instant now) {
        long fraction = now.getNano() % NANOS_PER_MILLI * 4096L / NANOS_PER_MILLI;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(now.toEpochMilli() << 16 | 0x7000 | fraction, random.nextLong() >>> 2 | 0x8000_0000_0000_0000L);
    }

    static String job(UUID id) {
        return JOB + digits(id);
    }

    static String file(UUID id) {
        return FILE + digits(id);
    }

    private static String digits(UUID id) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(id.getMostSignificantBits()) + hex.toHexDigits(id.getLeastSignificantBits());
    }

    /** What a column holds for what a caller takes for the id of a job; empty where it is none. */
    static Optional<UUID> ofJob(String id) {
        return column(JOB, id);
    }

    static Optional<UUID> ofFile(String id) {
        return column(FILE, id);
    }

    /** What a column holds for an id of ours. */
    static UUID job(String id) {
        return ofJob(id).orElseThrow(() -> new IllegalArgumentException("No id of a job: " + id));
    }

    static UUID file(String id) {
        return ofFile(id).orElseThrow(() -> new IllegalArgumentException("No id of a file: " + id));
    }

    /** Without a regular expression: it is asked for with every statement. */
    private static Optional<UUID> column(String prefix, String id) {
        int middle = prefix.length() + HALF;
        int end = middle + HALF;
        if (id.length() != end || !id.startsWith(prefix) || !id.chars().skip(prefix.length()).allMatch(StoredId::isDigit)) {
            return Optional.empty();
        }
        return Optional.of(new UUID(
                Long.parseUnsignedLong(id, prefix.length(), middle, RADIX), Long.parseUnsignedLong(id, middle, end, RADIX)));
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9' || character >= 'a' && character <= 'f';
    }
}
