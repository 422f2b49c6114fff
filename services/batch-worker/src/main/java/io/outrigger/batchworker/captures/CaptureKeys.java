package io.outrigger.batchworker.captures;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** What objects with captures are called: in the order of their names they are in the order of their times. */
final class CaptureKeys {

    static final String CAPTURES = "captures/";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu/MM/dd/HHmmssSSS", Locale.ROOT);
    private static final int TIME_CHARACTERS = "2026/11/29/065210123".length();

    private CaptureKeys() {
    }

    /** All of a model's. */
    static String model(String model) {
        return CAPTURES + model + "/";
    }

    /** What comes before every object of the model whose first record is of that time or later. */
    static String before(String model, Instant time) {
        return model(model) + TIME.format(time.atOffset(ZoneOffset.UTC));
    }

    static String object(String model, Instant oldest, String id) {
        return before(model, oldest) + "-" + id + ".jsonl";
    }

    /** When the first record of an object was answered, to the millisecond; empty for what is no object of ours. */
    static Optional<Instant> oldest(String model, String key) {
        int begin = model(model).length();
        if (key.length() < begin + TIME_CHARACTERS) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(key.substring(begin, begin + TIME_CHARACTERS), TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException foreign) {
            return Optional.empty();
        }
    }
}
