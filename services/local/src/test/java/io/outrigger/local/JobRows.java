package io.outrigger.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/** Rows of a job, good ones and others, and what has to become of each. */
record JobRows(List<Row> rows) {

    private static final List<Path> PICTURES = Repository.pictures();
    private static final int ONE_IN = 12;

    /**
     * A row.
     *
     * @param customId empty where its line has to have none: it has none itself, or another one's
     * @param digit empty where it has to fail
     */
    record Row(String line, Optional<String> customId, Optional<String> digit) {
    }

    /** One in twelve is good for nothing. */
    static JobRows some(int count, Random chance) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(i > 0 && chance.nextInt(ONE_IN) == 0 ? bad(i, chance) : good(i, chance));
        }
        return new JobRows(List.copyOf(rows));
    }

    private static Row good(int number, Random chance) {
        Path picture = PICTURES.get(chance.nextInt(PICTURES.size()));
        return new Row(line("row-" + number, picture), Optional.of("row-" + number), Optional.of(Repository.digit(picture)));
    }

    private static Row bad(int number, Random chance) {
        return switch (chance.nextInt(3)) {
            case 0 -> new Row(line("row-0", PICTURES.getFirst()), Optional.empty(), Optional.empty()); // the first row has it
            case 1 -> new Row("""
                    {"input":{"image":"AAAA"}}""", Optional.empty(), Optional.empty());
            default -> new Row("""
                    {"custom_id":"row-%d","input":{"image":"not base64!"}}""".formatted(number), Optional.of("row-" + number),
                    Optional.empty());
        };
    }

    private static String line(String customId, Path picture) {
        return """
                {"custom_id":"%s","input":{"image":"%s"}}"""
                .formatted(customId, Base64.getEncoder().encodeToString(Repository.bytes(picture)));
    }

    /** As elements of an array. */
    String inline() {
        return rows.stream().map(Row::line).collect(Collectors.joining(",", "[", "]"));
    }

    /** As a file, whose last line has no end. */
    byte[] file() {
        return rows.stream().map(Row::line).collect(Collectors.joining("\r\n")).getBytes(StandardCharsets.UTF_8);
    }
}
