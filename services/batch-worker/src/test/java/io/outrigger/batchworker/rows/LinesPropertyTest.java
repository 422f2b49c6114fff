package io.outrigger.batchworker.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Any text in pieces of any size: lines are those of a split, and chunks lie side by side. */
class LinesPropertyTest {

    @Property
    void linesAreThoseOfASplit(@ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 9) int piece) throws IOException {
        assertThat(lines(pieces(text, piece), 1 << 20)).isEqualTo(split(text));
    }

    @Property
    void lengthsAddUpAndALimitChangesNothingElse(
            @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 9) int piece, @ForAll @IntRange(min = 1, max = 6) int most)
            throws IOException {
        var reader = new LineReader(pieces(text, piece), 1, most);
        List<String> expected = split(text);
        long at = 0;
        while (reader.next()) {
            String line = expected.get((int) reader.number() - 1);
            assertThat(reader.offset()).isEqualTo(at);
            assertThat(reader.isTooLong()).isEqualTo(line.length() > most);
            assertThat(new String(reader.bytes(), StandardCharsets.UTF_8)).isEqualTo(line.length() > most ? "" : line);
            at += reader.length();
        }
        assertThat(reader.number()).isEqualTo(expected.size());
        assertThat(at).isEqualTo(text.length());
    }

    @Property
    void chunksTileTheInputAndNameEachDuplicateOnce(
            @ForAll("inputs") List<String> lines, @ForAll @IntRange(min = 1, max = 7) int rowsMax,
            @ForAll @IntRange(min = 1, max = 200) int bytesMax) throws IOException {
        String text = String.join("\n", lines) + "\n";
        CutResult result = InputCut.cut(pieces(text, 5), rowsMax, new CutLimits(1_000, bytesMax, 1_000), bytes -> { });

        assertThat(result).isInstanceOf(CutResult.Cut.class);
        List<ChunkPlace> chunks = ((CutResult.Cut) result).chunks();
        long offset = 0;
        long line = 1;
        List<Integer> duplicates = new ArrayList<>();
        for (ChunkPlace chunk : chunks) {
            assertThat(chunk.offset()).isEqualTo(offset);
            assertThat(chunk.firstLine()).isEqualTo(line);
            assertThat(chunk.rows()).isBetween(1, rowsMax);
            assertThat(chunk.length() <= bytesMax || chunk.rows() == 1).isTrue();
            String part = text.substring((int) offset, (int) (offset + chunk.length()));
            assertThat(split(part)).isEqualTo(lines.subList((int) line - 1, (int) line - 1 + chunk.rows()));
            Arrays.stream(chunk.duplicateLines()).forEach(duplicates::add);
            offset += chunk.length();
            line += chunk.rows();
        }
        assertThat(offset).isEqualTo(text.length());
        assertThat(line).isEqualTo(lines.size() + 1);
        assertThat(duplicates).isEqualTo(duplicates(lines));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars('a', 'b', '\r', '\n', '\n').ofMaxLength(40);
    }

    @Provide
    Arbitrary<List<String>> inputs() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 9).map(id -> """
                        {"custom_id": "%d", "input": {}}""".formatted(id)),
                Arbitraries.of("", "nonsense", "{}")).list().ofMinSize(1).ofMaxSize(30);
    }

    private static List<Integer> duplicates(List<String> lines) {
        Set<String> seen = new HashSet<>();
        List<Integer> duplicates = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("custom_id") && !seen.add(lines.get(i))) {
                duplicates.add(i + 1);
            }
        }
        return duplicates;
    }

    private static List<String> lines(InputStream input, int most) throws IOException {
        List<String> lines = new ArrayList<>();
        var reader = new LineReader(input, 1, most);
        while (reader.next()) {
            lines.add(new String(reader.bytes(), StandardCharsets.UTF_8));
        }
        return lines;
    }

    private static List<String> split(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        String behind = lines.removeLast();
        lines.replaceAll(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        if (!behind.isEmpty()) {
            lines.add(behind);
        }
        return lines;
    }

    /** A stream that gives at most so many bytes at once. */
    private static InputStream pieces(String text, int most) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int from, int size) {
                return super.read(target, from, Math.min(size, most));
            }
        };
    }
}
