package io.outrigger.openinference.json;

import static io.outrigger.openinference.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.chassis.errors.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base64TextTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every encoder of the JDK, and what browsers put before it. */
    @Property(tries = 2_000)
    void readsEveryForm(@ForAll @Size(max = 300) byte[] bytes) {
        for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder(), Base64.getMimeEncoder(),
                Base64.getMimeEncoder(64, new byte[] {'\n'}), Base64.getEncoder().withoutPadding(),
                Base64.getUrlEncoder().withoutPadding())) {
            String text = encoder.encodeToString(bytes);
            assertThat(decode(text)).as(text).isEqualTo(bytes);
            assertThat(decode(text + "\n")).as(text).isEqualTo(bytes);
            assertThat(decode("data:image/png;base64," + text)).as(text).isEqualTo(bytes);
            assertThat(decode("DATA:image/svg+xml;charset=utf-8;BASE64," + text)).as(text).isEqualTo(bytes);
            assertThat(decode("\r\n " + text.replace("\n", " \n\t"))).as(text).isEqualTo(bytes);
        }
    }

    @Property(tries = 20_000)
    void anyTextIsReadOrRefused(@ForAll String text) {
        try {
            decode(text);
        } catch (io.outrigger.chassis.errors.ServiceException refused) {
            assertThat(refused.code()).isIn(ErrorCode.INVALID_BASE64);
        }
    }

    /** Texts that look like the beginning of a prefix and are none. */
    @ParameterizedTest
    @ValueSource(strings = {"data", "dat", "dataAAAA", "datA", "data/+==", "dddd", "da==", "da"})
    void textsThatBeginAsAPrefix(String text) {
        String padded = text + "=".repeat((4 - text.length() % 4) % 4);
        assertThat(decode(text)).isEqualTo(Base64.getDecoder().decode(padded));
    }

    /** Some serializers escape what HTML or a URL would not like. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "\\u002b\\u002F8\\u003d"
            "+\\/8="
            "-_8"
            """)
    void escapesOfJsonAreNoneOfBase64(String json) throws IOException {
        assertThat(read(json)).containsExactly(0xfb, 0xff);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "QU*D                      | has '*' at character 2",
        "QUJ                       | ",
        "Q                         | cut short: its last group has 1 of 4",
        "QUJDR                     | cut short: its last group has 1 of 4",
        "QUJDRA=                   | cut short: its last group has 3 of 4",
        "QUJD=                     | a '=' at character 4",
        "Q===                      | a '=' at character 1",
        "QUI==                     | a '=' at character 4",
        "QQ==QQ==                  | goes on at character 4",
        "QUJD QUJD                 | a blank at character 4, which may have been a '+'",
        "QU JD                     | a blank at character 2",
        "QUé=                      | has U+00E9 at character 2",
        "data:image/png,QUJD       | without ';base64'",
        "data:image/png;base64     | no comma",
        "data:                     | no comma",
        "https://x.org/a.png       | has ':' at character 5",
        "%51%51                    | has '%' at character 0"})
    void saysWhereItStopsToBeBase64(String text, String why) {
        if (why == null) {
            assertThat(decode(text)).containsExactly('A', 'B');
            return;
        }
        assertRefused(ErrorCode.INVALID_BASE64, () -> decode(text), "The field x is not base64", why);
    }

    private static byte[] decode(String text) {
        try {
            return read(JSON.writeValueAsString(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json.getBytes(StandardCharsets.UTF_8))) {
            parser.nextToken();
            return Base64Text.read(parser, "The field x");
        }
    }
}
