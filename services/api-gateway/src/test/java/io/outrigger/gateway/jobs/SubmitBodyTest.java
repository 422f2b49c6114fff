package io.outrigger.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.Priority;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SubmitBodyTest {

    private static SubmitJobRequest own(String json) {
        return SubmitBody.ownShape(json.getBytes(StandardCharsets.UTF_8)).build();
    }

    private static SubmitJobRequest openAis(String json) {
        return SubmitBody.openAisShape(json.getBytes(StandardCharsets.UTF_8)).build();
    }

    @Test
    void readsEveryField() {
        SubmitJobRequest request = own("""
                {"model":"m","version":3,"input_uri":"s3://bucket/a/b.jsonl","priority":"high","completion_window":"90m",
                 "error_budget":2.5,"concurrency":4,"metadata":{"team":"a","empty":""},
                 "output_expires_after":{"anchor":"created_at","seconds":7200},"webhook":{"url":"https://host/hook?x=1"}}""");

        assertThat(request.getModel()).isEqualTo("m");
        assertThat(request.getVersion()).isEqualTo("3");
        assertThat(request.getInputUri()).isEqualTo("s3://bucket/a/b.jsonl");
        assertThat(request.getPriority()).isEqualTo(Priority.PRIORITY_HIGH);
        assertThat(request.getCompletionWindow().getSeconds()).isEqualTo(5_400);
        assertThat(request.getErrorBudget()).isEqualTo(2.5);
        assertThat(request.getConcurrency()).isEqualTo(4);
        assertThat(request.getMetadataMap()).isEqualTo(Map.of("team", "a", "empty", ""));
        assertThat(request.getOutputExpiresAfter().getSeconds()).isEqualTo(7_200);
        assertThat(request.getWebhook().getUrl()).isEqualTo("https://host/hook?x=1");
        assertThat(request.getEndpoint()).isEqualTo("/v1/infer");
    }

    @Test
    void whatIsNullOrAbsentIsNotSaid() {
        SubmitJobRequest request = own("""
                {"model":null,"input_file_id":"file-1","inputs":null,"error_budget":null,"webhook":null,"completion_window":null}""");

        assertThat(request).isEqualTo(SubmitJobRequest.newBuilder().setInputFileId("file-1").setEndpoint("/v1/infer").build());
    }

    @Test
    void readsOpenAisShapeWithThePlatformsFieldsBeside() {
        SubmitJobRequest request = openAis("""
                {"input_file_id":"file-1","endpoint":"/v1/infer","completion_window":"24h","metadata":{"a":"b"},"priority":"low",
                 "output_expires_after":{"seconds":3600,"anchor":"created_at"}}""");

        assertThat(request.getInputFileId()).isEqualTo("file-1");
        assertThat(request.getCompletionWindow().getSeconds()).isEqualTo(86_400);
        assertThat(request.getPriority()).isEqualTo(Priority.PRIORITY_LOW);
        assertThat(request.getOutputExpiresAfter().getSeconds()).isEqualTo(3_600);
    }

    @Test
    void rowsKeepTheirBytesButForWhiteSpace() {
        SubmitJobRequest request = own("""
                {"model":"m","inputs":[ {"custom_id" : "a b", "input":{"x":[1.10, -0.0,1e400 ,12345678901234567890123]}},
                  {"custom_id":"\\u00e4 \\"q\\" \\\\", "text":"tab \\t\\n { ["} , 7,
                 "text with  blanks", null , true,[ 1 , 2 ], {}, -1.5e-7 ]}""");

        assertThat(request.getLines().toStringUtf8()).isEqualTo("""
                {"custom_id":"a b","input":{"x":[1.10,-0.0,1e400,12345678901234567890123]}}
                {"custom_id":"\\u00e4 \\"q\\" \\\\","text":"tab \\t\\n { ["}
                7
                "text with  blanks"
                null
                true
                [1,2]
                {}
                -1.5e-7
                """);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("""
                        {}""", "missing_field", "exactly one of the three"),
                Arguments.of("""
                        {"model":"m","inputs":[]}""", "no_rows", "at least one row"),
                Arguments.of("""
                        {"inputs":{}}""", "invalid_field", "an array of rows; found an object"),
                Arguments.of("""
                        {"inputs":[1],"input_file_id":"file-1"}""", "invalid_field", "beside another input"),
                Arguments.of("""
                        {"inputs":[1],"Model":"m"}""", "invalid_field", "'Model' that is not known"),
                Arguments.of("""
                        {"input_file_id":"f","endpoint":"/v1/infer"}""", "invalid_field", "'endpoint' that is not known"),
                Arguments.of("""
                        {"inputs":[1],"priority":"urgent"}""", "invalid_field", "'low', 'normal' or 'high'; found 'urgent'"),
                Arguments.of("""
                        {"inputs":[1],"priority":"HIGH"}""", "invalid_field", "found 'HIGH'"),
                Arguments.of("""
                        {"inputs":[1],"completion_window":0}""", "invalid_field", "from 1 to"),
                Arguments.of("""
                        {"inputs":[1],"completion_window":1.5}""", "invalid_field", "completion_window"),
                Arguments.of("""
                        {"inputs":[1],"error_budget":101}""", "invalid_field", "0 to 100; found '101'"),
                Arguments.of("""
                        {"inputs":[1],"error_budget":NaN}""", "invalid_field", "0 to 100"),
                Arguments.of("""
                        {"inputs":[1],"error_budget":"5"}""", "invalid_field", "0 to 100"),
                Arguments.of("""
                        {"inputs":[1],"concurrency":0}""", "invalid_field", "concurrency"),
                Arguments.of("""
                        {"inputs":[1],"metadata":{"a":1}}""", "invalid_field", "metadata.a must be a string"),
                Arguments.of("""
                        {"inputs":[1],"metadata":[]}""", "invalid_field", "an object; found an array"),
                Arguments.of("""
                        {"inputs":[1],"output_expires_after":{"seconds":10}}""", "missing_field", "both of them"),
                Arguments.of("""
                        {"inputs":[1],"output_expires_after":{"anchor":"now","seconds":10}}""", "invalid_field", "found 'now'"),
                Arguments.of("""
                        {"inputs":[1],"output_expires_after":{"anchor":"created_at","seconds":10,"days":1}}""", "invalid_field", "'days'"),
                Arguments.of("""
                        {"inputs":[1],"webhook":{}}""", "missing_field", "webhook.url"),
                Arguments.of("""
                        {"inputs":[1],"webhook":{"url":"file:///etc/passwd"}}""", "webhook_not_allowed", "https address"),
                Arguments.of("""
                        {"inputs":[1],"webhook":{"url":"no address"}}""", "webhook_not_allowed", "https address"),
                Arguments.of("""
                        {"input_uri":"file:///etc/passwd"}""", "input_not_allowed", "s3://bucket/key"),
                Arguments.of("""
                        {"input_uri":"s3://bucket"}""", "input_not_allowed", "s3://bucket/key"),
                Arguments.of("""
                        {"inputs":[1],"inputs":[2]}""", "invalid_json", "uplicate"),
                Arguments.of("""
                        {"inputs":[{"a":]}""", "invalid_json", "not JSON"),
                Arguments.of("""
                        {"inputs":[1""", "invalid_json", "not JSON"),
                Arguments.of("""
                        {"inputs":[1]} x""", "invalid_json", ""),
                Arguments.of("""
                        {"model":"","inputs":[1]}""", "invalid_field", "1 to 255 characters"),
                Arguments.of("", "invalid_json", "empty"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void saysWhatIsWrong(String json, String code, String words) {
        assertThatThrownBy(() -> own(json)).hasMessageContaining(words).isInstanceOfSatisfying(ServiceException.class, refused ->
                assertThat(refused.code().code()).isEqualTo(code));
    }

    @Test
    void metadataHasSixteenEntriesAtMost() {
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            entries.append(i == 0 ? "" : ",").append("""
                    "k%d":"v\"""".formatted(i));
        }
        assertThatThrownBy(() -> own("""
                {"inputs":[1],"metadata":{%s}}""".formatted(entries))).hasMessageContaining("16 entries");
    }

    @Test
    void openAisShapeNeedsFileAndEndpoint() {
        assertThatThrownBy(() -> openAis("""
                {"endpoint":"/v1/infer"}""")).hasMessageContaining("input_file_id is missing");
        assertThatThrownBy(() -> openAis("""
                {"input_file_id":"f"}""")).hasMessageContaining("endpoint is missing");
        assertThatThrownBy(() -> openAis("""
                {"input_file_id":"f","endpoint":"/v1/chat/completions"}""")).hasMessageContaining("found '/v1/chat/completions'");
        assertThatThrownBy(() -> openAis("""
                {"inputs":[1],"endpoint":"/v1/infer"}""")).hasMessageContaining("'inputs' that is not known");
    }
}
