package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 on one request's head; {@code ¶} stands for an end of line. */
class HttpHeadTest {

    record Written(String head, String anew) {
    }

    static Stream<Written> taken() {
        return Stream.of(
                new Written("GET /a?b=c HTTP/1.1¶Host: x¶¶", "GET /a?b=c HTTP/1.1¶Host: x¶¶"),
                new Written("GET /a HTTP/1.7¶Host: x¶¶", "GET /a HTTP/1.1¶Host: x¶¶"),
                new Written("M-SEARCH /a HTTP/1.1¶Host: x¶¶", "M-SEARCH /a HTTP/1.1¶Host: x¶¶"),
                // Forms of the target, 3.2
                new Written("GET http://y HTTP/1.1¶Host: x¶¶", "GET / HTTP/1.1¶Host: y¶¶"),
                new Written("GET http://y:80/a?b HTTP/1.1¶Host: x¶¶", "GET /a?b HTTP/1.1¶Host: y:80¶¶"),
                new Written("GET HTTP://y?b=/c HTTP/1.1¶Host: x¶¶", "GET /?b=/c HTTP/1.1¶Host: y¶¶"),
                new Written("GET https://y/a HTTP/1.1¶Host: x¶¶", "GET /a HTTP/1.1¶Host: y¶¶"),
                new Written("GET /a..b/.c HTTP/1.1¶Host: x¶¶", "GET /a..b/.c HTTP/1.1¶Host: x¶¶"),
                // Host, 3.2
                new Written("GET / HTTP/1.1¶Host:¶¶", "GET / HTTP/1.1¶Host: localhost¶¶"),
                new Written("GET / HTTP/1.0¶¶", "GET / HTTP/1.1¶Host: localhost¶Connection: close¶¶"),
                // Fields, 5
                new Written("GET / HTTP/1.1¶hOST:x¶A:1¶A:  2 \t¶B:¶C: a:b¶¶", "GET / HTTP/1.1¶Host: x¶A: 1¶A: 2¶B: ¶C: a:b¶¶"),
                new Written("GET / HTTP/1.1¶Host: x¶!#$%&'*+-.^_`|~09: z¶¶", "GET / HTTP/1.1¶Host: x¶!#$%&'*+-.^_`|~09: z¶¶"),
                new Written("GET / HTTP/1.1¶Host: x¶A: a\tb \u00e9\u00ff¶¶", "GET / HTTP/1.1¶Host: x¶A: a\tb \u00e9\u00ff¶¶"),
                // What belongs to this connection and not to the request, 9.6 and RFC 9110, 7.6.1
                new Written("GET / HTTP/1.1¶Host: x¶Keep-Alive: 5¶Connection: keep-alive¶TE: trailers¶Upgrade: h2c¶¶",
                        "GET / HTTP/1.1¶Host: x¶¶"),
                new Written("GET / HTTP/1.1¶Host: x¶Connection: foo , Close¶¶", "GET / HTTP/1.1¶Host: x¶Connection: close¶¶"),
                new Written("GET / HTTP/1.0¶Host: x¶Connection: keep-alive¶¶", "GET / HTTP/1.1¶Host: x¶Connection: close¶¶"),
                // Length of the body, 6
                new Written("POST / HTTP/1.1¶Host: x¶Content-Length: 0¶¶", "POST / HTTP/1.1¶Host: x¶Content-Length: 0¶¶"),
                new Written("POST / HTTP/1.1¶Host: x¶Content-Length: 007¶¶", "POST / HTTP/1.1¶Host: x¶Content-Length: 7¶¶"),
                new Written("POST / HTTP/1.1¶Host: x¶Content-Length: 7, 7¶Content-Length: 7¶¶",
                        "POST / HTTP/1.1¶Host: x¶Content-Length: 7¶¶"),
                new Written("POST / HTTP/1.1¶Host: x¶Transfer-Encoding:\tCHUNKED¶Trailer: X¶¶",
                        "POST / HTTP/1.1¶Host: x¶Transfer-Encoding: chunked¶¶"),
                new Written("POST / HTTP/1.1¶Host: x¶Transfer-Encoding: , chunked¶¶",
                        "POST / HTTP/1.1¶Host: x¶Transfer-Encoding: chunked¶¶"),
                // Expect, RFC 9110, 10.1.1
                new Written("POST / HTTP/1.1¶Host: x¶Expect: 100-Continue¶Content-Length: 1¶¶",
                        "POST / HTTP/1.1¶Host: x¶Content-Length: 1¶Expect: 100-continue¶¶"),
                new Written("POST / HTTP/1.1¶Host: x¶Expect: 100-continue¶¶", "POST / HTTP/1.1¶Host: x¶¶"),
                new Written("POST / HTTP/1.0¶Host: x¶Expect: 100-continue¶Content-Length: 1¶¶",
                        "POST / HTTP/1.1¶Host: x¶Connection: close¶Content-Length: 1¶¶"));
    }

    @ParameterizedTest
    @MethodSource
    void taken(Written written) {
        assertThat(new String(parse(written.head).text(), StandardCharsets.ISO_8859_1).replace("\r\n", "¶")).isEqualTo(written.anew);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET¶Host: x¶¶", "GET /¶Host: x¶¶", "GET  / HTTP/1.1¶Host: x¶¶", "GET / HTTP/1.1 ¶Host: x¶¶", " GET / HTTP/1.1¶Host: x¶¶",
        "GET\t/ HTTP/1.1¶Host: x¶¶", "GET /a b HTTP/1.1¶Host: x¶¶", "GET /\u00e9 HTTP/1.1¶Host: x¶¶", "G(T / HTTP/1.1¶Host: x¶¶",
        "GET / HTTP/1.1.1¶Host: x¶¶", "GET / http/1.1¶Host: x¶¶", "GET / HTTP/11¶Host: x¶¶", "GET / HTTP/1.10¶Host: x¶¶",
        "GET / FTP/1.1¶Host: x¶¶",
        "GET a HTTP/1.1¶Host: x¶¶", "GET ftp://y/a HTTP/1.1¶Host: x¶¶", "GET http:///a HTTP/1.1¶Host: x¶¶",
        "GET http://user@y/a HTTP/1.1¶Host: x¶¶", "GET y:443 HTTP/1.1¶Host: x¶¶",
        "GET / HTTP/1.1¶¶", "GET / HTTP/1.1¶Host: x¶Host: x¶¶", "GET / HTTP/1.0¶Host: x¶hOst: y¶¶",
        "GET / HTTP/1.1¶Host: x¶A : b¶¶", "GET / HTTP/1.1¶Host: x¶A\t: b¶¶", "GET / HTTP/1.1¶Host: x¶ A: b¶¶",
        "GET / HTTP/1.1¶Host: x¶A: b¶ c¶¶", "GET / HTTP/1.1¶Host: x¶A: b¶\tc: d¶¶", "GET / HTTP/1.1¶ Host: x¶¶",
        "GET / HTTP/1.1¶Host: x¶A¶¶", "GET / HTTP/1.1¶Host: x¶: b¶¶", "GET / HTTP/1.1¶Host: x¶A(b): c¶¶",
        "GET / HTTP/1.1¶Host: x¶\u00c4: c¶¶",
        "GET / HTTP/1.1¶Host: x¶A: b\u0000c¶¶", "GET / HTTP/1.1¶Host: x¶A: b\rc¶¶", "GET / HTTP/1.1¶Host: x¶A: b\u007f¶¶",
        "POST / HTTP/1.1¶Host: x¶Content-Length: 1¶Content-Length: 2¶¶", "POST / HTTP/1.1¶Host: x¶Content-Length: 1, 2¶¶",
        "POST / HTTP/1.1¶Host: x¶Content-Length: 1,¶¶", "POST / HTTP/1.1¶Host: x¶Content-Length:¶¶",
        "POST / HTTP/1.1¶Host: x¶Content-Length: -1¶¶", "POST / HTTP/1.1¶Host: x¶Content-Length: +1¶¶",
        "POST / HTTP/1.1¶Host: x¶Content-Length: 0x1¶¶", "POST / HTTP/1.1¶Host: x¶Content-Length: 1 1¶¶",
        "POST / HTTP/1.1¶Host: x¶Content-Length: \u0661¶¶", "POST / HTTP/1.1¶Host: x¶Content-Length: 1.0¶¶",
        "POST / HTTP/1.1¶Host: x¶Content-Length: 1¶Transfer-Encoding: chunked¶¶",
        "POST / HTTP/1.1¶Host: x¶Transfer-Encoding: chunked¶Content-Length: 0¶¶",
        "POST / HTTP/1.0¶Host: x¶Transfer-Encoding: chunked¶¶",
    })
    void malformed(String head) {
        assertRefused(head, ErrorCode.MALFORMED_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip", "gzip, chunked", "chunked, gzip", "chunked, chunked", "xchunked", "chunked;q=1",
        "\"chunked\"",
        "", ","})
    void otherTransferEncodings(String coding) {
        assertRefused("POST / HTTP/1.1¶Host: x¶Transfer-Encoding: " + coding + "¶¶", ErrorCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/2.0", "HTTP/3", "HTTP/0.9", "HTTP/2"})
    void otherVersions(String version) {
        assertRefused("GET / " + version + "¶Host: x¶¶", ErrorCode.HTTP_VERSION_NOT_SUPPORTED);
    }

    @Test
    void moreHeadersThanAllowed() {
        assertThat(parse("GET / HTTP/1.1¶Host: x¶" + "A: b¶".repeat(199) + "¶").bodyBytes()).isZero();
        assertRefused("GET / HTTP/1.1¶Host: x¶" + "A: b¶".repeat(200) + "¶", ErrorCode.HEADER_TOO_LARGE);
    }

    @Test
    void whereTheBodyEnds() {
        String post = "POST / HTTP/1.1¶Host: x¶";
        assertThat(parse(post + "¶").bodyBytes()).isZero();
        assertThat(parse(post + "Content-Length: 12¶¶").bodyBytes()).isEqualTo(12);
        assertThat(parse(post + "Transfer-Encoding: chunked¶¶").bodyBytes()).isEqualTo(HttpHead.CHUNKED);
        assertThat(parse(post + "Content-Length: 999999999999999999¶¶").bodyBytes()).isEqualTo(999_999_999_999_999_999L);
        assertThat(parse(post + "Content-Length: 9999999999999999999999¶¶").bodyBytes()).as("more than there is")
                .isEqualTo(Long.MAX_VALUE);
        assertThat(parse(post + "Content-Length: " + "0".repeat(40) + "3¶¶").bodyBytes()).isEqualTo(3);
    }

    @Test
    void theCallersIdIsFoundInAnUnreadableHead() {
        assertThat(HttpHead.correlationId("what is this\r\nX-Request-ID:  a-1 \r\n")).isEqualTo("a-1");
        assertThat(List.of(HttpHead.correlationId("GET / HTTP/1.1\r\n"), HttpHead.correlationId("")))
                .doesNotContain("").doesNotHaveDuplicates();
    }

    private static HttpHead parse(String head) {
        return HttpHead.parse(head.replace("¶", "\r\n"));
    }

    private static void assertRefused(String head, ErrorCode code) {
        assertThatThrownBy(() -> parse(head)).isInstanceOfSatisfying(ServiceException.class,
                refused -> assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code));
    }
}
