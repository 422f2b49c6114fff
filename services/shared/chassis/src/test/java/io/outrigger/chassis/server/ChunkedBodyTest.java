package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112, 7.1, at once and byte by byte; {@code ¶} stands for an end of line. */
class ChunkedBodyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "0¶¶|",
        "5¶hello¶0¶¶|hello",
        "2¶he¶3¶llo¶0¶¶|hello",
        "00000000000000000005¶hello¶000¶¶|hello",
        "A¶0123456789¶0¶¶|0123456789",
        "a¶0123456789¶0¶¶|0123456789",
        "5;name=value¶hello¶0¶¶|hello",
        "5 ; name = \"a;b\" ; other¶hello¶0;last¶¶|hello",
        "5\t¶hello¶0¶¶|hello",
        "4¶a¶b¶0¶¶|a¶b",
        "5¶hello¶0¶X-Sum: 1¶X-Two: 2¶¶|hello",
    })
    void taken(String chunks, String body) {
        String expected = body == null ? "" : body.replace("¶", "\r\n");
        for (int step : new int[] {1, 2, 3, 1_000}) {
            assertThat(read(chunks, step, Long.MAX_VALUE)).as("%d bytes at a time", step).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "¶", " ¶", ";a=b¶", "g¶", "0x5¶", "-1¶", "+1¶", "5,5¶", "5 5¶", "5.0¶", "\u0665¶", "10000000000000000¶", "ffffffffffffffff¶",
        "5\nhello¶", "5\r\r¶hello", "5¶helloX", "5¶hello\n0¶¶", "5¶hello\r\r\n", "5¶hello¶¶", "5¶hello¶0¶X: a\rb¶¶", "5¶hello¶0¶X: a\n\n",
        "5;\rx¶hello¶0¶¶",
    })
    void unreadable(String chunks) {
        for (int step : new int[] {1, 1_000}) {
            assertRefused(chunks, step, Long.MAX_VALUE, ErrorCode.MALFORMED_REQUEST);
        }
    }

    @Test
    void nothingBehindTheEndIsTaken() {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ChunkedBody body = new ChunkedBody(false, Long.MAX_VALUE);
        byte[] bytes = "1\r\na\r\n0\r\n\r\nPOST / HTTP/1.1".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(body.take(bytes, 0, bytes.length, plain)).isEqualTo(11);
        assertThat(body.isComplete()).isTrue();
        assertThat(body.take(bytes, 11, bytes.length, plain)).isZero();
        assertThat(plain.toString(StandardCharsets.ISO_8859_1)).isEqualTo("a");
    }

    @Test
    void plainChunksComeOutWhateverCameIn() {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] bytes = "0003;x=y\r\nabc\r\n0\r\nX: y\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

        new ChunkedBody(true, Long.MAX_VALUE).take(bytes, 0, bytes.length, plain);

        assertThat(plain.toString(StandardCharsets.ISO_8859_1)).isEqualTo("3\r\nabc\r\n0\r\n\r\n");
    }

    @Test
    void everythingHasALimit() {
        assertThat(read("3¶abc¶2¶de¶0¶¶", 7, 5)).isEqualTo("abcde");
        assertRefused("3¶abc¶3¶", 1, 5, ErrorCode.PAYLOAD_TOO_LARGE);
        assertRefused("fffffffffffffff¶", 1, 5, ErrorCode.PAYLOAD_TOO_LARGE);
        assertRefused("fffffffffffffff¶", 1, Long.MAX_VALUE - 1, null);
        assertThat(read("1;" + "x".repeat(4_000) + "¶a¶0¶¶", 100, 5)).isEqualTo("a");
        assertRefused("1;" + "x".repeat(5_000), 100, 5, ErrorCode.MALFORMED_REQUEST);
        assertRefused("0¶" + ("X: " + "y".repeat(1_000) + "¶").repeat(17), 100, 5, ErrorCode.HEADER_TOO_LARGE);
    }

    private static String read(String chunks, int step, long bytesMax) {
        ChunkedBody body = new ChunkedBody(false, bytesMax);
        String plain = take(body, chunks, step);
        assertThat(body.isComplete()).isTrue();
        return plain;
    }

    private static String take(ChunkedBody body, String chunks, int step) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        byte[] bytes = chunks.replace("¶", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < bytes.length; at += step) {
            int end = Math.min(bytes.length, at + step);
            assertThat(body.take(bytes, at, end, plain)).isEqualTo(end - at);
        }
        return plain.toString(StandardCharsets.ISO_8859_1);
    }

    /** @param code null where the chunks are taken, as far as they go */
    private static void assertRefused(String chunks, int step, long bytesMax, ErrorCode code) {
        ChunkedBody body = new ChunkedBody(false, bytesMax);
        if (code == null) {
            assertThat(take(body, chunks, step)).isEmpty();
            return;
        }
        assertThatThrownBy(() -> take(body, chunks, step)).isInstanceOfSatisfying(ServiceException.class,
                refused -> assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code));
    }
}
