package io.outrigger.batchworker.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines as files have them, and what is no line. */
class LineReaderTest {

    private static final String MARK = "\ufeff";

    @Test
    void linesEndWithLfOrCrlfAndTheLastOneNeedsNoEnd() throws IOException {
        assertThat(lines("one\ntwo\r\n\nfour")).containsExactly("1 0+4 one", "2 4+5 two", "3 9+1 ", "4 10+4 four");
        assertThat(lines("one\n")).containsExactly("1 0+4 one");
        assertThat(lines("\n")).containsExactly("1 0+1 ");
        assertThat(lines("\r\n\r\n")).containsExactly("1 0+2 ", "2 2+2 ");
    }

    @Test
    void aLoneCarriageReturnEndsNothing() throws IOException {
        assertThat(lines("a\rb\nc\r")).containsExactly("1 0+4 a\rb", "2 4+2 c\r");
    }

    @Test
    void nothingIsNoLine() throws IOException {
        assertThat(lines("")).isEmpty();
        assertThat(lines(MARK)).isEmpty();
    }

    @Test
    void aByteOrderMarkIsLeftOutAndCounted() throws IOException {
        assertThat(lines(MARK + "one\n" + MARK + "two")).containsExactly("1 0+7 one", "2 7+6 two");
        assertThat(lines(MARK + "\n")).containsExactly("1 0+4 ");
    }

    @Test
    void aLineOfExactlyTheLimitIsReadAndALongerOneIsNot() throws IOException {
        assertThat(lines("12345678\r\n123456789\r\n" + MARK + "12345678\n123456789", 8))
                .containsExactly("1 0+10 12345678", "2 10+11 too long", "3 21+12 12345678", "4 33+9 too long");
    }

    @Test
    void linesLongerThanTheBufferAreReadWhole() throws IOException {
        String large = "x".repeat(300_000);

        assertThat(lines(large + "\nnext\n" + large)).containsExactly("1 0+300001 " + large, "2 300001+5 next", "3 300006+300000 " + large);
    }

    @Test
    void ofALineOfAHundredMegabytesNoMoreThanTheLimitIsHeld() throws IOException {
        long size = 100L << 20;
        try (var reader = new LineReader(new Repeated('x', size, "\nnext"), 7, 1 << 20)) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.isTooLong()).isTrue();
            assertThat(reader.number()).isEqualTo(7);
            assertThat(reader.length()).isEqualTo(size + 1);
            assertThat(reader.bytes()).isEmpty();
            assertThat(reader.buffer().length).isLessThan(2 << 20);
            assertThat(reader.next()).isTrue();
            assertThat(reader.offset()).isEqualTo(size + 1);
            assertThat(new String(reader.bytes(), StandardCharsets.UTF_8)).isEqualTo("next");
            assertThat(reader.next()).isFalse();
        }
    }

    private static List<String> lines(String text) throws IOException {
        return lines(text, 1 << 20);
    }

    private static List<String> lines(String text, int lineBytesMax) throws IOException {
        List<String> lines = new ArrayList<>();
        try (var reader = new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1, lineBytesMax)) {
            while (reader.next()) {
                lines.add(reader.number() + " " + reader.offset() + "+" + reader.length() + " "
                        + (reader.isTooLong() ? "too long" : new String(reader.bytes(), StandardCharsets.UTF_8)));
            }
            assertThat(reader.next()).isFalse();
        }
        return lines;
    }

    /** One byte again and again, and a text behind it. */
    static final class Repeated extends InputStream {

        private final char content;
        private final InputStream end;
        private long left;

        Repeated(char content, long times, String end) {
            this.content = content;
            this.left = times;
            this.end = new ByteArrayInputStream(end.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? content : end.read();
        }

        @Override
        public int read(byte[] target, int from, int size) throws IOException {
            if (left <= 0) {
                return end.read(target, from, size);
            }
            int given = (int) Math.min(left, size);
            Arrays.fill(target, from, from + given, (byte) content);
            left -= given;
            return given;
        }
    }
}
