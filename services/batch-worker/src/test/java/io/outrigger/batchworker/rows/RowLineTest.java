package io.outrigger.batchworker.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.errors.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lines of errors, and what they know of a line that is no row; the lines of results are looked at where rows are run. */
class RowLineTest {

    @Test
    void anErrorNamesRowReasonAndLine() {
        assertThat(text(RowLine.unknown("batch_1", 7).error(ErrorCode.INVALID_JSON, "It is \"none\"."))).isEqualTo("""
                {"id":"batch_1-7","custom_id":null,"response":null,\
                "error":{"code":"invalid_json","message":"It is \\"none\\".","line":7}}
                """);
    }

    @Test
    void metadataComesBackAsItWas() {
        RowLine line = line("""
                {"metadata": {"a": [1.50,\r "\\u00e9é"]}, "custom_id": "x\\ny", "input": nonsense""");

        assertThat(text(line.error(ErrorCode.INVALID_JSON, "No."))).isEqualTo("""
                {"id":"batch_1-7","custom_id":"x\\ny","response":null,"error":{"code":"invalid_json","message":"No.","line":7},\
                "metadata":{"a": [1.50,  "\\u00e9é"]}}
                """);
        assertThat(line.anonymous().customId()).isEmpty();
        assertThat(line.anonymous().metadata()).isPresent();
    }

    @Test
    void metadataThatCannotBeWrittenIsLeftOut() {
        for (String metadata : new String[] {"NaN", "[1, -Infinity]", "[1", "\"" + "x".repeat(5_000) + "\"", "null"}) {
            RowLine line = line("""
                    {"custom_id": "a", "metadata": %s}""".formatted(metadata));

            assertThat(line.customId()).contains("a");
            assertThat(line.metadata()).isEmpty();
        }
    }

    @Test
    void bytesThatAreNoTextAreNoMetadata() {
        byte[] line = """
                {"custom_id": "a", "metadata": "??"}""".getBytes(StandardCharsets.UTF_8);
        int place = new String(line, StandardCharsets.UTF_8).indexOf("??");
        line[place] = (byte) 0xc0;
        line[place + 1] = (byte) 0x80;

        assertThat(RowLine.of("batch_1", 7, line)).isEqualTo(new RowLine("batch_1", 7, Optional.of("a"), Optional.empty()));
    }

    private static RowLine line(String text) {
        return RowLine.of("batch_1", 7, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }
}
