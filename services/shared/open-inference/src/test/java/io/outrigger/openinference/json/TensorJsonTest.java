package io.outrigger.openinference.json;

import static io.outrigger.openinference.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.inference.ModelInferRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorJsonTest {

    @Test
    void roundsNumbersOnce() {
        for (String number : new String[] {"1.00000017881393432617187499", "16777217", "9223371761976868863", "9223372586610589697",
            "18446744073709551617", "0.1", "1e-46", "3.4028235677973366e38", "-0", "-0.0", "7038531e-32",
            "123456789012345678901234567890"}) {
            if (Float.isInfinite(Float.parseFloat(number))) {
                assertRefused(ErrorCode.VALUE_OUT_OF_RANGE, () -> read(tensor("[1]", "FP32", "[" + number + "]")), number);
                continue;
            }
            assertThat(buffer(read(tensor("[1]", "FP32", "[" + number + "]"))).getFloat()).as(number).isEqualTo(Float.parseFloat(number));
            assertThat(buffer(read(tensor("[1]", "FP64", "[" + number + "]"))).getDouble()).as(number)
                    .isEqualTo(Double.parseDouble(number));
        }
    }

    private static ByteBuffer buffer(InferRequestJson read) {
        return read.request().getRawInputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void readsTensorsInsideAnotherBody() {
        JsonBody body = JsonBody.of("""
                {"input":{"tensors":[{"data":[7],"datatype":"INT8","shape":[1],"name":"x"}]}}"""
                .getBytes(StandardCharsets.UTF_8));
        var request = ModelInferRequest.newBuilder();
        body.readObject(parser -> {
            parser.nextToken();
            parser.nextToken();
            parser.nextToken();
            parser.nextToken();
            TensorJson.readTensors(body, parser, request);
            parser.nextToken();
            return parser.nextToken();
        });
        assertThat(request.getRawInputContents(0)).isEqualTo(ByteString.copyFrom(new byte[] {7}));
    }

    /** What the answers hold as numbers, requests may; each is rounded once, to the nearest, ties to even. */
    @Test
    void readsHalfWidthFloats() {
        var halves = buffer(read("""
                {"inputs":[{"name":"x","shape":[9],"datatype":"FP16",\
                "data":[1,-0,65504,65519.99,6e-8,1e-9,0.1,1.00048828125,1.000488281251]}]}""")).asShortBuffer();
        for (float expected : new float[] {1, -0f, 65504, 65504, 0x1p-24f, 0, 0x1.998p-4f, 1, 0x1.004p0f}) {
            assertThat(Float.float16ToFloat(halves.get())).isEqualTo(expected);
        }
        var brains = buffer(read("""
                {"inputs":[{"datatype":"BF16","data":[[1,-2.5],[3.3895e38,0.1],[1.00390625,1.003906250001]],\
                "name":"x","shape":[3,2]}]}""")).asShortBuffer();
        for (float expected : new float[] {1, -2.5f, Float.intBitsToFloat(0x7f7f0000), 0x1.9ap-4f, 1, 0x1.02p0f}) {
            assertThat(Float.intBitsToFloat(brains.get() << 16)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            MISSING_FIELD      | "shape":[1],"datatype":"FP32","data":[1]                              | The name of tensor 0 is missing
            MISSING_FIELD      | "name":"x","datatype":"FP32","data":[1]                               | The shape of tensor 'x' is missing
            MISSING_FIELD | "name":"x","shape":[1],"data":[1] | The datatype of tensor 'x' is missing
            MISSING_FIELD      | "name":"x","shape":[1],"datatype":"FP32"                              | The data of tensor 'x' is missing
            INVALID_FIELD      | "name":"x","shape":[1],"dtype":"FP32"                                 | 'dtype'
            INVALID_FIELD      | "name":5                                                              | a string
            DATATYPE_MISMATCH  | "name":"x","datatype":"float32"                                       | 'float32'
            INVALID_FIELD      | "name":"x","shape":1                                                  | an array
            INVALID_FIELD      | "name":"x","shape":[-1]                                               | Dimension 0
            INVALID_FIELD      | "name":"x","shape":[1.0]                                              | whole number
            INVALID_FIELD      | "name":"x","shape":["1"]                                              | a string
            INVALID_FIELD      | "name":"x","shape":[9223372036854775808]                              | 9223372036854775808
            SHAPE_MISMATCH     | "name":"x","shape":[9223372036854775807,64],"datatype":"FP32","data":[1] | more elements
            SHAPE_MISMATCH     | "name":"x","data":[1],"shape":[4611686018427387904],"datatype":"FP32" | more bytes
            DATA_SIZE_MISMATCH | "name":"x","shape":[1000000000000,64],"datatype":"FP32","data":[1]    | 1 elements
            DATA_SIZE_MISMATCH | "name":"x","shape":[33554432,64],"datatype":"BYTES","data":["1"]      | needs 2147483648
            SHAPE_MISMATCH     | "name":"x","shape":[0,9223372036854775807,2],"datatype":"FP32","data":[] | more elements
            INVALID_FIELD      | "name":"x","shape":[1],"datatype":"FP32","data":1                     | an array
            INVALID_FIELD      | "data":"a","name":"x","shape":[1],"datatype":"FP32"                   | an array
            VALUE_OUT_OF_RANGE | "name":"x","shape":[1],"datatype":"FP16","data":[65520]               | 65520 but FP16 reaches to 65504
            VALUE_OUT_OF_RANGE | "name":"x","shape":[1],"datatype":"FP16","data":[-1e300]              | FP16 reaches to 65504
            VALUE_OUT_OF_RANGE | "name":"x","shape":[1],"datatype":"FP16","data":[1e999]               | FP16 reaches to 65504
            VALUE_OUT_OF_RANGE | "name":"x","shape":[1],"datatype":"BF16","data":[-3.4e38]             | BF16 reaches to 3.3895314E38
            VALUE_OUT_OF_RANGE | "name":"x","shape":[1],"datatype":"BF16","data":[NaN]                 | NaN
            DATATYPE_MISMATCH  | "name":"x","shape":[1],"datatype":"FP16","data":["1"]                 | a string but FP16 takes a number
            INVALID_FIELD      | "name":"x","parameters":{"binary_data_size":"4"}                      | binary_data_size
            """)
    void refusesTensors(ErrorCode code, String tensor, String why) {
        assertRefused(code, () -> read("""
                {"inputs":[{%s}]}""".formatted(tensor)), why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            UINT8  | 256                            | VALUE_OUT_OF_RANGE | is 256 but UINT8 reaches from 0 to 255
            UINT8  | -1                             | VALUE_OUT_OF_RANGE | -1
            INT8   | 128                            | VALUE_OUT_OF_RANGE | from -128 to 127
            INT8   | -129                           | VALUE_OUT_OF_RANGE | -129
            UINT16 | 65536                          | VALUE_OUT_OF_RANGE | 65535
            INT16  | 32768                          | VALUE_OUT_OF_RANGE | 32767
            UINT32 | 4294967296                     | VALUE_OUT_OF_RANGE | 4294967295
            INT32  | 2147483648                     | VALUE_OUT_OF_RANGE | 2147483647
            UINT64 | 18446744073709551616           | VALUE_OUT_OF_RANGE | 18446744073709551615
            UINT64 | -1                             | VALUE_OUT_OF_RANGE | from 0
            INT64  | 9223372036854775808            | VALUE_OUT_OF_RANGE | 9223372036854775807
            INT64  | -9223372036854775809           | VALUE_OUT_OF_RANGE | -9223372036854775808
            INT64  | 123456789012345678901234567890 | VALUE_OUT_OF_RANGE | 123456789012345678901234567890
            INT32  | 1.5                            | VALUE_OUT_OF_RANGE | whole numbers
            INT32  | 1e2                            | VALUE_OUT_OF_RANGE | whole numbers
            INT32  | NaN                            | VALUE_OUT_OF_RANGE | NaN
            INT32  | true                           | DATATYPE_MISMATCH  | is true
            FP32   | 1e39                           | VALUE_OUT_OF_RANGE | 3.4028235E38
            FP32   | -3.5e38                        | VALUE_OUT_OF_RANGE | -3.5e38
            FP64   | 1e309                          | VALUE_OUT_OF_RANGE | 1.797
            FP32   | NaN                            | VALUE_OUT_OF_RANGE | binary data
            FP32   | Infinity                       | VALUE_OUT_OF_RANGE | binary data
            FP64   | -Infinity                      | VALUE_OUT_OF_RANGE | binary data
            FP64   | -INF                           | VALUE_OUT_OF_RANGE | binary data
            FP32   | null                           | DATATYPE_MISMATCH  | is null but FP32 takes a number
            FP32   | "1"                            | DATATYPE_MISMATCH  | is a string
            FP32   | {}                             | DATATYPE_MISMATCH  | is an object
            BOOL   | 1                              | DATATYPE_MISMATCH  | true or false
            BYTES  | 1                              | DATATYPE_MISMATCH  | a string
            BYTES  | "\\udc00"                      | INVALID_JSON       | surrogate
            """)
    void refusesElements(String datatype, String element, ErrorCode code, String why) {
        String good = switch (datatype) {
            case "BOOL" -> "true";
            case "BYTES" -> "\"a\"";
            default -> "1";
        };
        String place = code == ErrorCode.INVALID_JSON ? "" : "Element 1 of tensor 'x'";
        String head = """
                "name":"x","shape":[2],"datatype":"%s"\
                """.formatted(datatype);
        String data = """
                "data":[%s,%s]""".formatted(good, element);
        assertRefused(code, () -> read("""
                {"inputs":[{%s,%s}]}""".formatted(head, data)), place, why);
        assertRefused(code, () -> read("""
                {"inputs":[{%s,%s}]}""".formatted(data, head)), place, why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[1,2,3]         | 3 elements", "[1,2,3,4,5] | 5 elements", "[]  | 0 elements",
        "[[1,2,3],[4]]   | 3 entries in an array of dimension 1",
        "[[1,2]]         | 1 entries in an array of dimension 0",
        "[[1,2],[3,4],[5,6]] | 3 entries",
        "[[[1],[2]],[[3],[4]]] | nested deeper", "[1,[2,3],4] | mixes", "[[1,2],3,4] | an array of dimension 1 belongs",
        "[[1,2],[]]      | 0 entries"})
    void refusesNestingThatIsNotTheShape(String data, String why) {
        assertRefused(ErrorCode.DATA_SIZE_MISMATCH, () -> read(tensor("[2,2]", "INT32", data)), "'x'", "[2,2]", why);
    }

    @Test
    void takesShapesWithoutElementsAndScalars() {
        for (String shapeAndData : new String[] {"[0,3] []", "[2,0] [[],[]]", "[0] []"}) {
            String[] parts = shapeAndData.split(" ");
            assertThat(read(tensor(parts[0], "INT32", parts[1])).request().getRawInputContents(0).isEmpty()).isTrue();
        }
        assertThat(read(tensor("[]", "INT32", "[7]")).request().getRawInputContents(0).size()).isEqualTo(4);
        assertRefused(ErrorCode.DATA_SIZE_MISMATCH, () -> read(tensor("[]", "INT32", "[[7]]")), "nested deeper");
        assertRefused(ErrorCode.DATA_SIZE_MISMATCH, () -> read(tensor("[1]", "INT32", "[[7]]")), "nested deeper");
    }

    private static String tensor(String shape, String datatype, String data) {
        return """
                {"inputs":[{"name":"x","shape":%s,"datatype":"%s","data":%s}]}""".formatted(shape, datatype, data);
    }

    private static InferRequestJson read(String body) {
        return InferRequestJson.read(body.getBytes(StandardCharsets.UTF_8), OptionalInt.empty(), AddressedModel.of("m", "3"));
    }
}
