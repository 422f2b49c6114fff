package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadEndTest {

    private static final String HEAD = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void theEndIsFoundHoweverTheBytesCome() {
        byte[] bytes = bytes("before" + "\r\n\r\n" + HEAD + "body");
        HeadEnd end = new HeadEnd();
        int found = -1;
        for (int come = 6; found < 0; come++) {
            found = end.find(Arrays.copyOf(bytes, come), 6);
        }

        assertThat(new String(bytes, end.start(6), found - end.start(6), StandardCharsets.US_ASCII)).isEqualTo(HEAD);
        assertThat(new HeadEnd().find(bytes, 6)).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\n", "GET / HTTP/1.1\rHost: a\r\n\r\n", "\n",
        "\u0016\u0003\u0001", "GET /\u0000 HTTP/1.1\r\n\r\n"})
    void whatIsNoTextInLinesIsRefused(String text) {
        assertThatThrownBy(() -> new HeadEnd().find(bytes(text), 0)).isInstanceOfSatisfying(ServiceException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST));
    }

    @Test
    void eachPartHasItsLimit() {
        assertThat(new HeadEnd().find(bytes("\r\n".repeat(8)), 0)).isEqualTo(-1);
        assertRefused("\r\n".repeat(9), ErrorCode.MALFORMED_REQUEST);
        assertRefused("GET /" + "x".repeat(HttpHead.TARGET_BYTES_MAX), ErrorCode.URI_TOO_LONG);
        String largest = "GET / HTTP/1.1\r\nA: " + "x".repeat(HeadEnd.BYTES_MAX - 23) + "\r\n\r\n";
        assertThat(new HeadEnd().find(bytes(largest), 0)).isEqualTo(HeadEnd.BYTES_MAX);
        assertRefused(largest.replace("A: ", "A: xx"), ErrorCode.HEADER_TOO_LARGE);
    }

    private static void assertRefused(String text, ErrorCode code) {
        assertThatThrownBy(() -> new HeadEnd().find(bytes(text), 0)).isInstanceOfSatisfying(ServiceException.class,
                refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
