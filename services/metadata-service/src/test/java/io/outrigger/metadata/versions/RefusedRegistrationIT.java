package io.outrigger.metadata.versions;

import static io.outrigger.metadata.testing.Bodies.field;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Registrations that make no sense: each is refused with its code and a sentence, and nothing of it gets in. */
class RefusedRegistrationIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1).with("SIGNATURE_TIMEOUT", "500ms");

    private final Rest rest = registry.rest();

    static Stream<Arguments> excesses() {
        return Stream.of(
                Arguments.of("[".repeat(5_000), "invalid_json", "nested"),
                Arguments.of("""
                        {"a":%s}""".formatted("1".repeat(5_000)), "invalid_json", "digits"),
                Arguments.of("""
                        {"name":"%s","version":"v1","framework":"onnx"}""".formatted("a".repeat(129)), "invalid_model_name", "1 to 128"),
                Arguments.of(described(field("description", "x".repeat(2_001))), "invalid_field", "2000 characters"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                      | invalid_json       | empty
            []                                                      | invalid_json       | a JSON object
            {"name":                                                | invalid_json       | line 1
            name=n&version=v1                                       | invalid_json       | not valid JSON
            {} {}                                                   | invalid_json       | exactly one
            {"name":"a","name":"b"}                                 | invalid_json       | twice
            {"version":"v1","framework":"onnx"}                     | missing_field      | 'name'
            {"name":null,"version":"v1","framework":"onnx"}         | missing_field      | 'name'
            {"name":7,"version":"v1","framework":"onnx"}            | invalid_field      | must be a text; found 7
            {"name":"n","version":1.0,"framework":"onnx"}           | invalid_field      | 'version' must be a text
            {"name":"n","version":true,"framework":"onnx"}          | invalid_field      | 'version' must be a text
            {"name":"n","version":0,"framework":"onnx"}             | invalid_version    | '0'
            {"name":"n","version":-1,"framework":"onnx"}            | invalid_version    | -1
            {"name":"../etc","version":"v1","framework":"onnx"}     | invalid_model_name | ../etc
            {"name":"_A","version":"v1","framework":"onnx"}         | invalid_model_name | '_A'
            {"name":"n\\u0000","version":"v1","framework":"onnx"}   | invalid_field      | control
            {"name":"n","version":"v0","framework":"onnx"}          | invalid_version    | v0
            {"name":"n","version":"v01","framework":"onnx"}         | invalid_version    | leading zeros
            {"name":"n","version":"v9999999999","framework":"onnx"} | invalid_version    | 2147483647
            {"name":"n","version":"stable","framework":"onnx"}      | invalid_version    | stable
            {"name":"n","version":"v1"}                             | missing_field      | framework
            {"name":"n","version":"v1","framework":""}              | invalid_field      | framework
            """)
    @MethodSource("excesses")
    void bodiesThatMakeNoSenseAreRefused(String body, String code, String said) {
        refused(body, code, said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "served_as":"other"                                                     | invalid_field   | 'served_as' must be a JSON object
            "served_as":{"name":"other"}                                            | invalid_field   | 'served_as.name' is not known
            "served_as":{"model":"a b"}                                             | invalid_field   | served_as.model
            "served_as":{"version":"stable"}                                        | invalid_version | stable
            "framwork":"x"                                                          | invalid_field   | 'framwork' is not known
            "fleets":[]                                                             | invalid_field   | at least one
            "fleets":["gpu"]                                                        | fleet_not_found | gpu
            "fleets":["Gpu"]                                                        | invalid_field   | Gpu
            "digest":"abc"                                                          | invalid_field   | SHA-256
            "strategy":"random"                                                     | invalid_field   | round-robin, least-latency
            "batching":"maybe"                                                      | invalid_field   | one of on, off; found 'maybe'
            "batching":false                                                        | invalid_field   | 'batching' must be a text
            "default_alias":"v2"                                                    | invalid_version | look like a version
            "adapter":{"image":{"tensor":"z","width":8,"height":8}}                 | invalid_field   | one of [x]
            "adapter":{"image":{"tensor":"x","width":9,"height":8}}                 | invalid_field   | does not fit
            "adapter":{"image":{"tensor":"x","width":8,"height":8,"layout":"NHWC"}} | invalid_field   | does not fit
            "adapter":{"image":{"tensor":"x","width":8,"height":8,"scale":[1,2]}}   | invalid_field   | 3 channels
            "adapter":{"image":{"tensor":"x","width":8,"height":8,"scale":1e400}}   | invalid_field   | finite
            "adapter":{"classification":{"tensor":"y","labels":["a"]}}              | invalid_field   | 2 scores
            "description":"\\ud800"                                                 | invalid_field   | control
            """)
    void fieldsBesideAGoodSignatureThatMakeNoSenseAreRefused(String fields, String code, String said) {
        refused(described(fields), code, said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "endpoint":"http://triton:8001"        | invalid_field | without a scheme
            "endpoint":"triton"                    | invalid_field | host:port
            "endpoint":"triton:99999"              | invalid_field | host:port
            "endpoint":"t:1","fleets":["default"]  | invalid_field | give one
            "signature":[]                         | invalid_field | 'signature' must be a JSON object
            "signature":{"inputs":[]}              | missing_field | signature.outputs
            "signature":{"inputs":[],"outputs":[]} | invalid_field | at least one input
            """)
    void whatStandsForASignatureAndMakesNoSenseIsRefused(String fields, String code, String said) {
        refused(registration(fields), code, said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FLOAT | [-1]                         | 4  | FP32
            FP32  | [3]                          | 4  | begins with -1
            FP32  | [-1,-2]                      | 4  | from -1
            FP32  | [-1,1.5]                     | 4  | shape[1]
            FP32  | [-1,1e3]                     | 4  | whole number
            FP32  | [-1,99999999999999999999]    | 4  | whole number
            FP32  | [-1,65536,65536,65536,65536] | 4  | elements
            FP32  | [-1,2147483647,2147483647,4] | 4  | elements
            FP32  | [-1]                         | -1 | max_batch_size
            """)
    void signaturesThatMakeNoSenseAreRefused(String datatype, String shape, String rows, String said) {
        refused(registration(signature(datatype, shape, rows)), "invalid_field", said);
    }

    @Test
    void tensorsThatMakeNoSenseAreRefused() {
        refused(registration("""
                "signature":{"inputs":[{"name":"x","datatype":"FP32","shape":[-1]}],
                 "outputs":[{"name":"y","optional":true,"datatype":"FP32","shape":[-1,2]}],"max_batch_size":4}"""),
                "invalid_field", "outputs[0].optional");
        refused(registration("""
                "signature":{"inputs":[{"name":"x","datatype":"FP32","shape":[-1]},{"name":"x","datatype":"FP32","shape":[-1,3,8,8]}],
                 "outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]}],"max_batch_size":4}"""),
                "invalid_field", "there twice");
    }

    private static String registration(String fields) {
        return """
                {"name":"n","version":"v1","framework":"onnx",%s}""".formatted(fields);
    }

    private static String signature(String datatype, String shape, String rows) {
        return """
                "signature":{"inputs":[{"name":"x","datatype":"%s","shape":%s}],
                 "outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]}],"max_batch_size":%s}""".formatted(datatype, shape, rows);
    }

    private static String described(String fields) {
        return registration(signature("FP32", "[-1,3,8,8]", "4") + "," + fields);
    }

    private void refused(String body, String code, String said) {
        RestAnswer answer = rest.post("/v1/models", body, "Content-Type", "application/json");

        assertThat(answer.code()).as("%s", answer).isEqualTo(code);
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.message()).contains(said).hasSizeLessThan(700);
        assertThat(rest.get("/v1/models/n").status()).isEqualTo(404);
    }
}
