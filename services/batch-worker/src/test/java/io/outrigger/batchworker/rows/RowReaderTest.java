package io.outrigger.batchworker.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outrigger.chassis.errors.ServiceException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that are rows, and why others are none. */
class RowReaderTest {

    private static final String INPUT = """
            {"tensors": [{"name": "x", "shape": [1, 2], "datatype": "FP32", "data": [1, 2]}]}""";
    private static final RowReader READER = new RowReader(new RowModel("digits", "stable", 3));

    @Test
    void bothFormsAreRows() {
        Row own = read("""
                {"custom_id": "a", "input": %s, "metadata": {"k": [1.50, "é"]}}""".formatted(INPUT));
        Row openAi = read("""
                {"custom_id": "b", "method": "POST", "url": "/v1/infer", "body": {"model": "digits", "id": "mine", "input": %s}}"""
                .formatted(INPUT));

        assertThat(own.customId()).isEqualTo("a");
        assertThat(new String(own.metadata().orElseThrow(), StandardCharsets.UTF_8)).isEqualTo("""
                {"k": [1.50, "é"]}""");
        assertThat(openAi.body().id()).isEqualTo("mine");
        assertThat(openAi.metadata()).isEmpty();
        assertThat(own.body().tensors().build()).isEqualTo(openAi.body().tensors().build());
        assertThat(own.body().tensors().getRawInputContents(0).size()).isEqualTo(8);
    }

    @Test
    void aDatatypeMayComeBehindItsData() {
        assertThat(read("""
                {"metadata": null, "input": {"tensors": [{"name": "x", "shape": [1], "data": [258], "datatype": "INT16"}]}, \
                "custom_id": "a"}""").body().tensors().getRawInputContents(0).toByteArray()).containsExactly(2, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "'3'", "'v3'", "'stable'", "null"})
    void aRowMayNameWhatItsJobRuns(String version) {
        assertThat(read(body("""
                "model": "digits", "version": %s,
                """.formatted(version.replace('\'', '"')))).customId()).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
        "model": "other"|model_mismatch|The line names the model 'other' but its job runs 'digits'
        "version": 4|model_mismatch|The line names the version '4' but its job runs 'v3'
        "version": "canary"|model_mismatch|'canary'
        "id": "\\ud800"|invalid_json|half a surrogate pair
        """)
    void anotherModelIsNotRun(String fields, String code, String words) {
        assertRefused(body(fields + ", "), code, words);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
        ~~|invalid_json|The line is empty
        ~  ~|invalid_json|The line is empty
        [1]|invalid_json|The line is expected to be a JSON object
        {"custom_id": "a"|invalid_json|The line is not JSON
        {"custom_id": "a", "input": INPUT} x|invalid_json|
        {"custom_id": "a", "custom_id": "b", "input": INPUT}|invalid_json|Duplicate field
        {"input": INPUT}|missing_field|The line has no custom_id
        {"custom_id": null, "input": INPUT}|invalid_field|The custom_id of the line is expected to be a string
        {"custom_id": "", "input": INPUT}|invalid_field|The custom_id of the line is empty
        {"custom_id": "\\udc00", "input": INPUT}|invalid_field|half a surrogate pair
        {"custom_id": "a"}|missing_field|The line has no input or body
        {"custom_id": "a", "input": 3}|invalid_field|The field input is expected to be an object
        {"custom_id": "a", "input": {"image": "%"}}|invalid_base64|The field input.image
        {"custom_id": "a", "input": INPUT, "more": 1}|invalid_field|'more'
        {"custom_id": "a", "input": INPUT, "url": "/v1/infer"}|invalid_field|both input and url
        {"custom_id": "a", "method": "POST", "url": "/v1/infer"}|missing_field|The line has no body
        {"custom_id": "a", "body": {"input": INPUT}, "url": "/v1/infer"}|missing_field|The line has no method
        {"custom_id": "a", "body": {"input": INPUT}, "method": "POST"}|missing_field|The line has no url
        {"custom_id": "a", "body": {}, "method": "POST", "url": "/v1/infer"}|missing_field|The field input is missing
        {"custom_id": "a", "body": [], "method": "POST", "url": "/v1/infer"}|invalid_field|The body of the line
        {"custom_id": "a", "method": "GET"}|invalid_field|expected to be 'POST'; found 'GET'
        {"custom_id": "a", "url": "/v1/chat/completions"}|invalid_field|expected to be '/v1/infer'
        {"custom_id": "a", "input": INPUT, "metadata": NaN}|invalid_json|The metadata of the line
        """)
    void whatIsWrongWithALineIsSaid(String line, String code, String words) {
        assertRefused(line.replace("INPUT", INPUT), code, words == null ? "" : words);
    }

    @Test
    void longIdsAndMuchMetadataAreRefused() {
        assertRefused("""
                {"custom_id": "%s"}""".formatted("x".repeat(513)), "invalid_field", "513 characters; at most 512");
        assertRefused("""
                {"custom_id": "a", "metadata": "%s"}""".formatted("x".repeat(5_000)), "invalid_field", "5002 bytes; at most 4096");
    }

    @Test
    void bytesThatAreNoTextAreRefusedWithTheirPlace() {
        assertRefused(new byte[] {'{', '}', 0}, "invalid_json", "The line has a NUL as byte 3");
        assertRefused(new byte[] {'{', (byte) 0xc3, '}'}, "invalid_json", "The line is not valid UTF-8 from byte 2 on");
        assertRefused(new byte[] {'{', (byte) 0xc0, (byte) 0x80, '}'}, "invalid_json", "from byte 2 on");
        assertRefused(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, "invalid_json", "from byte 1 on");
    }

    private static String body(String fields) {
        return """
                {"custom_id": "a", "method": "POST", "url": "/v1/infer", "body": {%s"input": %s}}""".formatted(fields, INPUT);
    }

    private static Row read(String line) {
        return READER.read(line.getBytes(StandardCharsets.UTF_8), 7);
    }

    private static void assertRefused(String line, String code, String words) {
        assertRefused(line.getBytes(StandardCharsets.UTF_8), code, words);
    }

    private static void assertRefused(byte[] line, String code, String words) {
        ServiceException refused = catchThrowableOfType(ServiceException.class, () -> READER.read(line, 7));
        assertThat(refused.getMessage()).contains(words);
        assertThat(refused.code().code()).isEqualTo(code);
    }
}
