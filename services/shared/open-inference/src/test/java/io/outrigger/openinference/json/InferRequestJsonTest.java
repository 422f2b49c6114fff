package io.outrigger.openinference.json;

import static io.outrigger.openinference.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferRequestJsonTest {


    @Test
    void readsTheWholeRequest() {
        InferRequestJson read = read("""
                {"id":"7","parameters":{"timeout":5,"big":18446744073709551615,"x":1.5,"s":"t","b":true,"binary_data_output":true},
                 "inputs":[{"name":"a","shape":[2,2],"datatype":"FP32","data":[[1,2.5],[-3e2,0.1]],"parameters":{"mine":1}},
                           {"data":["x","é"],"datatype":"BYTES","shape":[2],"name":"b"}],
                 "outputs":[{"name":"s","parameters":{"binary_data":false,"classification":3}},{"name":"t"}]}""");
        ModelInferRequest request = read.request();
        assertThat(request.getModelName()).isEqualTo("m");
        assertThat(request.getModelVersion()).isEqualTo("3");
        assertThat(request.getId()).isEqualTo("7");
        assertThat(request.getParametersMap()).containsOnlyKeys("timeout", "big", "x", "s", "b")
                .containsEntry("big", InferParameter.newBuilder().setUint64Param(-1).build());
        assertThat(request.getInputs(0).getShapeList()).containsExactly(2L, 2L);
        assertThat(request.getInputs(0).getParametersMap()).containsOnlyKeys("mine");
        var floats = request.getRawInputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        assertThat(new float[] {floats.get(), floats.get(), floats.get(), floats.get()}).containsExactly(1, 2.5f, -300, 0.1f);
        assertThat(request.getRawInputContents(1).toStringUtf8()).isEqualTo("\u0001\0\0\0x\u0002\0\0\0é");
        assertThat(request.getOutputs(0).getParametersMap()).containsOnlyKeys("classification");
        assertThat(read.binaryOutputs().wants("s")).isFalse();
        assertThat(read.binaryOutputs().wants("t")).isTrue();
    }

    @Test
    void listsHaveAsManyEntriesAsOverGrpc() {
        String tensor = """
                {"name":"a","shape":[0],"datatype":"INT8","data":[]}""";
        String tooMany = String.join(",", Collections.nCopies(16_385, tensor));
        assertRefused(ErrorCode.INVALID_FIELD, () -> read("""
                {"inputs":[%s]}""".formatted(tooMany)), "The list of tensors has more than 16384 entries");
        String outputs = IntStream.range(0, 16_385).mapToObj("""
                {"name":"%d"}"""::formatted).collect(Collectors.joining(","));
        assertRefused(ErrorCode.INVALID_FIELD, () -> read("""
                {"inputs":[],"outputs":[%s]}""".formatted(outputs)), "The list of outputs has more than 16384 entries");
        String parameters = IntStream.range(0, 16_385).mapToObj("""
                "p%d":1"""::formatted).collect(Collectors.joining(","));
        assertRefused(ErrorCode.INVALID_FIELD, () -> read("""
                {"inputs":[],"parameters":{%s}}""".formatted(parameters)), "has more than 16384 entries");
    }

    /** As programs of .NET may write; its bytes count in the JSON's length, and the raw tensors stay where they are. */
    @Test
    void ignoresAByteOrderMark() {
        String json = """
                {"inputs":[{"name":"a","shape":[1],"datatype":"INT8","parameters":{"binary_data_size":1}}]}""";
        assertThat(read("\ufeff" + json, "\u0001").request()).isEqualTo(read(json, "\u0001").request());
        String inJson = """
                {"inputs":[{"name":"a","shape":[2],"datatype":"INT8","data":[1,2]}]}""";
        assertThat(read("\ufeff" + inJson).request()).isEqualTo(read(inJson).request());
    }

    /** As KServe's Python client (model_name), and serializers that write null for what is not there. */
    @Test
    void takesWhatClientsWriteBesides() {
        ModelInferRequest plain = read("""
                {"inputs":[{"name":"a","shape":[1],"datatype":"INT8","data":[1]}]}""").request();
        assertThat(read("""
                {"id":null,"model_name":"m","model_version":"3","parameters":null,"outputs":null,
                 "inputs":[{"name":"a","shape":[1],"datatype":"INT8","parameters":null,"data":[1]}]}""").request()).isEqualTo(plain);
        assertThat(read("""
                {"model_name":null,"model_version":null,"parameters":{"content_type":null,"headers":null},
                 "inputs":[{"name":"a","shape":[1],"datatype":"INT8","parameters":{"content_type":null},"data":[1]}]}""").request())
                .isEqualTo(plain);
        assertThat(read("""
                {"model_version":3,"model_name":"",
                 "inputs":[{"data":[1],"name":"a","shape":[1],"datatype":"INT8"}]}""").request()).isEqualTo(plain);
        assertThat(read("""
                {"inputs":[{"name":"a","shape":[1],"datatype":"INT8","data":null,"parameters":{"binary_data_size":1}}]}""", "\u0001")
                .request()).isEqualTo(plain);
        assertThat(read("""
                {"inputs":[],"outputs":[{"name":"s","parameters":null}]}""").request().getOutputs(0).getParametersCount()).isZero();
    }

    @Test
    void readsMixedBinaryAndJsonTensors() {
        String json = """
                {"inputs":[{"name":"a","shape":[4],"datatype":"UINT8","parameters":{"binary_data_size":4}},
                {"name":"b","shape":[1],"datatype":"INT8","data":[-1]},
                {"parameters":{"binary_data_size":4},"name":"c","shape":[2],"datatype":"FP16"}]}""";
        ModelInferRequest request = read(json, "abcdefgh").request();
        assertThat(request.getRawInputContentsList()).containsExactly(ByteString.copyFromUtf8("abcd"),
                ByteString.copyFrom(new byte[] {-1}), ByteString.copyFromUtf8("efgh"));
        assertThat(request.getInputs(0).getParametersCount()).isZero();
        assertRefused(ErrorCode.DATA_SIZE_MISMATCH, () -> read(json, "abcdefg"), "'c'", "binary_data_size of 4 bytes but 3 are left");
        assertRefused(ErrorCode.DATA_SIZE_MISMATCH, () -> read(json, "abcdefghi"), "1 bytes of binary data");
        assertRefused(ErrorCode.DATA_SIZE_MISMATCH, () -> read(json.replace("[4]", "[5]"), "abcdefgh"), "'a'", "4 bytes", "needs 5");
        assertRefused(ErrorCode.DATA_SIZE_MISMATCH, () -> read(json.replace(":4}}", ":9223372036854775807}}"), "abcdefgh"),
                "9223372036854775807");
        assertRefused(ErrorCode.INVALID_FIELD, () -> read(json.replace(":4}}", ":-1}}"), "abcdefgh"), "binary_data_size");
        assertRefused(ErrorCode.INVALID_FIELD, () -> read(json.replace(":4}}", """
                :4},"data":[1,2,3,4]}"""), "abcdefgh"),
                "both");
    }

    @Test
    void refusesHeaderLengthsThatAreNotInTheBody() {
        byte[] body = """
                {"inputs":[]}""".getBytes(StandardCharsets.UTF_8);
        for (int length : new int[] {0, -1, 14, 99999, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertRefused(ErrorCode.INVALID_HEADER, () -> InferRequestJson.read(body, OptionalInt.of(length), AddressedModel.of("m", "")),
                    "Inference-Header-Content-Length is " + length, "13 bytes");
        }
        assertRefused(ErrorCode.INVALID_JSON, () -> InferRequestJson.read(body, OptionalInt.of(12), AddressedModel.of("m", "")));
        assertThat(InferRequestJson.read(body, OptionalInt.of(13), AddressedModel.of("m", "")).request().getInputsCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            INVALID_JSON       | not json                                                              | line 1
            INVALID_JSON       | [1]                                                                   | JSON object
            INVALID_JSON       | null                                                                  | JSON object
            INVALID_JSON       | {"inputs":[]                                                          | not JSON
            INVALID_JSON       | {"inputs":[]} x                                                       | not JSON
            INVALID_JSON       | {"inputs":[]} {}                                                      | follows
            INVALID_JSON       | {"inputs":[],"inputs":[]}                                             | Duplicate
            INVALID_JSON       | {'inputs':[]}                                                         | not JSON
            INVALID_JSON       | {"inputs":[],}                                                        | not JSON
            INVALID_JSON       | {"id":"\\ud800","inputs":[]}                                          | surrogate
            INVALID_JSON       | {"id":"\\x","inputs":[]}                                              | escape
            MISSING_FIELD      | {}                                                                    | inputs
            INVALID_FIELD      | {"inputs":{}}                                                         | an array but is an object
            INVALID_FIELD      | {"inputs":[1]}                                                        | tensor 0
            INVALID_FIELD      | {"input":[]}                                                          | 'input'
            INVALID_FIELD      | {"id":7,"inputs":[]}                                                  | a string but is a number
            INVALID_FIELD      | {"parameters":[],"inputs":[]}                                         | an object
            INVALID_FIELD      | {"parameters":{"a":{}},"inputs":[]}                                   | Parameter 'a'
            INVALID_FIELD      | {"inputs":null}                                                       | an array but is null
            INVALID_FIELD | {"inputs":[],"model_name":"n"} | model_name of the request is 'n' but its address leads to 'm'
            INVALID_FIELD | {"inputs":[],"model_version":"4"} | model_version of the request is '4' but its address leads to '3'
            INVALID_FIELD      | {"inputs":[],"model_version":4}                                       | model_version of the request is '4'
            INVALID_FIELD      | {"inputs":[],"model_version":3.0}                                     | a string but is a number
            INVALID_FIELD      | {"inputs":[],"model_name":3}                                          | a string but is a number
            INVALID_FIELD      | {"inputs":[],"raw_input_contents":[]}                                 | 'raw_input_contents'
            VALUE_OUT_OF_RANGE | {"parameters":{"a":NaN}}                                              | NaN
            VALUE_OUT_OF_RANGE | {"parameters":{"a":1e999}}                                            | finite
            VALUE_OUT_OF_RANGE | {"parameters":{"a":18446744073709551616}}                             | 64 bits
            INVALID_FIELD      | {"parameters":{"binary_data_output":1}}                               | true or false
            INVALID_FIELD      | {"inputs":[],"outputs":{}}                                            | an array
            INVALID_FIELD      | {"inputs":[],"outputs":["s"]}                                         | output 0
            MISSING_FIELD      | {"inputs":[],"outputs":[{}]}                                          | The name of output 0
            INVALID_FIELD      | {"inputs":[],"outputs":[{"nam":"s"}]}                                 | 'nam'
            INVALID_FIELD      | {"inputs":[],"outputs":[{"name":"s","parameters":{"binary_data":1}}]} | true or false
            """)
    void refusesBodies(ErrorCode code, String body, String why) {
        assertRefused(code, () -> read(body), why);
    }

    @Test
    void refusesOtherEncodingsAndExcesses() {
        for (var charset : new Charset[] {StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
            assertRefused(ErrorCode.INVALID_JSON, () -> InferRequestJson.read("""
                    {"inputs":[]}""".getBytes(charset), OptionalInt.empty(),
                    AddressedModel.of("m", "")), "UTF-8");
        }
        assertRefused(ErrorCode.INVALID_JSON, () -> read("""
                \ufeff\ufeff{"inputs":[]}"""), "does not begin as JSON in UTF-8");
        assertRefused(ErrorCode.INVALID_JSON, () -> read("\ufeff"), "JSON object");
        assertRefused(ErrorCode.INVALID_JSON, () -> read(""), "empty");
        for (int[] sequence : new int[][] {{0xc0, 0xaf}, {0xe0, 0x80, 0xaf}, {0xed, 0xa0, 0x80}, {0xf7, 0xbf, 0xbf, 0xbf}, {0x80}}) {
            byte[] overlong = """
                    {"id":"xxxx","inputs":[]}""".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < sequence.length; i++) {
                overlong[7 + i] = (byte) sequence[i];
            }
            assertRefused(ErrorCode.INVALID_JSON, () -> InferRequestJson.read(overlong, OptionalInt.empty(), AddressedModel.of("m", "")),
                    "not valid UTF-8");
        }
        byte[] invalid = """
                {"id":"x","inputs":[]}""".getBytes(StandardCharsets.UTF_8);
        invalid[7] = (byte) 0xff;
        assertRefused(ErrorCode.INVALID_JSON, () -> InferRequestJson.read(invalid, OptionalInt.empty(), AddressedModel.of("m", "")),
                "UTF-8");
        String data = """
                {"inputs":[{"data":""";
        String nested = """
                {"a":""";
        assertRefused(ErrorCode.INVALID_JSON, () -> read(data + "[".repeat(100_000)));
        assertRefused(ErrorCode.INVALID_JSON, () -> read(data + nested.repeat(100_000)));
        assertRefused(ErrorCode.INVALID_JSON, () -> read(tensor("[1]", "INT32", "[" + "9".repeat(100_000) + "]")));
        assertRefused(ErrorCode.INVALID_JSON, () -> read("""
                {"%s":1}""".formatted("k".repeat(100_000))));
        assertRefused(ErrorCode.INVALID_JSON, () -> read(data + "[".repeat(62)));
        assertRefused(ErrorCode.SHAPE_MISMATCH, () -> read(tensor("[" + "1,".repeat(64) + "1]", "INT32", "[1]")), "64 dimensions");
        assertRefused(ErrorCode.INVALID_FIELD, () -> read("""
                {"id":"%s","inputs":[]}""".formatted("é".repeat(600))), "1200 bytes");
    }

    private static String tensor(String shape, String datatype, String data) {
        return """
                {"inputs":[{"name":"x","shape":%s,"datatype":"%s","data":%s}]}""".formatted(shape, datatype, data);
    }

    private static InferRequestJson read(String body) {
        return InferRequestJson.read(body.getBytes(StandardCharsets.UTF_8), OptionalInt.empty(), AddressedModel.of("m", "3"));
    }

    private static InferRequestJson read(String json, String binary) {
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return InferRequestJson.read((json + binary).getBytes(StandardCharsets.UTF_8), OptionalInt.of(length), AddressedModel.of("m", "3"));
    }
}
