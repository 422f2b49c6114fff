package io.outrigger.openinference.wire;

import static io.outrigger.openinference.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestScannerTest {

    @Test
    void findsTheHeadBeforeTheTensors() {
        var request = ModelInferRequest.newBuilder().setModelName("digits").setModelVersion("v3").setId("é-1")
                .putParameters("timeout", InferParameter.newBuilder().setInt64Param(5).build())
                .addInputs(InferInputTensor.newBuilder().setName("input"))
                .addRawInputContents(ByteString.copyFrom(new byte[300])).build();
        assertThat(RequestScanner.scan(WireMessage.of(request)).head()).isEqualTo(new RequestHead("digits", "v3", "é-1"));
        assertThat(RequestScanner.scan(WireMessage.of(new byte[0])).head()).isEqualTo(new RequestHead("", "", ""));
    }

    /** As k6 writes requests: Go's dynamic messages have no order. */
    @ParameterizedTest
    @ValueSource(strings = {
        "3a0107 2a00 0a0161 120133 1a0178",
        "2a00 1a0178 3a0107 3200 120133 0a0161",
        "120133 2a00 0a0161 3a0107 2200 1a0178",
        "0a0161 2a00 3a0107 120133 1a0178"})
    void findsTheHeadAnywhere(String hex) {
        WireMessage message = WireMessage.of(HexFormat.of().parseHex(hex.replace(" ", "")));
        assertThat(RequestScanner.scan(message).head()).isEqualTo(new RequestHead("a", "3", "x"));
        assertThat(InferRequests.parse(message).getInputsCount()).isEqualTo(1);
        assertThat(InferRequests.parse(message).getRawInputContents(0).size()).isEqualTo(1);
    }

    @Test
    void skipsFieldsOfTheFuture() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var output = CodedOutputStream.newInstance(bytes);
        output.writeInt64(99, -1);
        output.writeString(1, "m");
        output.writeFixed64(100, 1);
        output.writeFixed32(536870911, 1);
        output.writeString(8, "new");
        output.writeString(2, "1");
        output.flush();
        assertThat(RequestScanner.scan(WireMessage.of(bytes.toByteArray())).head()).isEqualTo(new RequestHead("m", "1", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0a0161 0a0162             | model_name is there twice",
        "0a0161 0a00               | model_name is there twice",
        "0a00 0a0161               | model_name is there twice",
        "120131 120132             | model_version is there twice",
        "1a0131 1a0131             | id is there twice",
        "0a0161 2a00 0a0162        | model_name is there twice",
        "2a00 0a0161 3a00 0a0161   | model_name is there twice",
        "3a00 1a0131 3200 1a0131   | id is there twice",
        "0801                      | model_name has the wrong wire type 0",
        "3d00000000                | raw_input_contents has the wrong wire type 5",
        "2900000000 00000000       | inputs has the wrong wire type 1",
        "0b0c                      | wire type 3, which is not in use",
        "430c44                    | field 8 has wire type 3",
        "0c                        | wire type 4, which is not in use",
        "0e                        | wire type 6, which is not in use",
        "0200                      | number 0",
        "0a                        | cut short",
        "0a8080                    | cut short",
        "80                        | cut short",
        "0a0561                    | claims 5 bytes but 1 are left",
        "3affffffff07 00           | claims 2147483647 bytes but 1 are left",
        "3affffffff0f              | too large",
        "3affffffffffffffffff01    | more than 5 bytes",
        "8a80808080800001          | more than 5 bytes",
        "ffffffff7f 00             | too large",
        "408080808080808080808001  | more than 10 bytes",
        "4500                      | claims 4 bytes but 1 are left",
        "0a02c328                  | field 1 is not valid UTF-8",
        "1203eda080                | field 2 is not valid UTF-8",
        "1a01ff                    | field 3 is not valid UTF-8"})
    void refuses(String hex, String why) {
        WireMessage message = WireMessage.of(HexFormat.of().parseHex(hex.replace(" ", "")));
        assertRefused(ErrorCode.MALFORMED_REQUEST, () -> RequestScanner.scan(message), "ModelInferRequest", why, "byte");
        assertRefused(ErrorCode.MALFORMED_REQUEST, () -> InferRequests.parse(message), why);
    }

    @Test
    void limitsNamesAndIds() {
        RequestScanner.scan(WireMessage.of(ModelInferRequest.newBuilder().setModelName("n".repeat(256)).setId("i".repeat(1024)).build()));
        assertRefused(ErrorCode.MALFORMED_REQUEST, () -> RequestScanner.scan(WireMessage.of(
                ModelInferRequest.newBuilder().setModelName("n".repeat(257)).build())), "model_name has 257 bytes; at most 256");
        assertRefused(ErrorCode.MALFORMED_REQUEST, () -> RequestScanner.scan(WireMessage.of(
                ModelInferRequest.newBuilder().setModelVersion("n".repeat(257)).build())), "model_version has 257 bytes");
        assertRefused(ErrorCode.MALFORMED_REQUEST, () -> RequestScanner.scan(WireMessage.of(
                ModelInferRequest.newBuilder().setId("é".repeat(513)).build())), "id has 1026 bytes; at most 1024");
    }

    @Test
    void limitsParametersAndTensors() {
        byte[] bytes = HexFormat.of().parseHex("2a00".repeat(16_384));
        assertThat(RequestScanner.scan(WireMessage.of(bytes)).head()).isEqualTo(new RequestHead("", "", ""));
        byte[] more = Arrays.copyOf(bytes, bytes.length + 2);
        more[bytes.length] = 0x2a;
        assertRefused(ErrorCode.MALFORMED_REQUEST, () -> RequestScanner.scan(WireMessage.of(more)),
                "more than 16384 parameters, inputs and outputs");
    }

    /** Bytes of a tensor in hexadecimal digits, so many times, and what is wrong with them. */
    @ParameterizedTest
    @CsvSource({
        "2200, 16385, more than 16384 parameters",
        "1801, 65, more than 64 dimensions",
        "2a024200, 262145, more than 262144 fields",
        "a00600, 262145, more than 262144 fields",
        "0a00, 262145, more than 262144 fields",
    })
    void limitsWhatTensorsAreMadeOf(String field, int times, String why) {
        byte[] one = HexFormat.of().parseHex(field);
        ByteBuffer tensor = ByteBuffer.allocate(one.length * times);
        for (int i = 0; i < times; i++) {
            tensor.put(one);
        }
        WireMessage message = WireMessage.of(
                nested(ModelInferRequest.INPUTS_FIELD_NUMBER, ByteString.copyFrom(tensor.array())).toByteArray());
        assertRefused(ErrorCode.MALFORMED_REQUEST, () -> InferRequests.parse(message), why);
    }

    @Test
    void limitsTextsInTypedContents() {
        ByteString texts = ByteString.copyFrom(HexFormat.of().parseHex("4200".repeat((1 << 20) + 1)));
        ByteString tensor = nested(InferInputTensor.CONTENTS_FIELD_NUMBER, texts).toByteString();
        WireMessage message = WireMessage.of(nested(ModelInferRequest.INPUTS_FIELD_NUMBER, tensor).toByteArray());
        assertRefused(ErrorCode.MALFORMED_REQUEST, () -> InferRequests.parse(message), "more than 1048576 bytes_contents");
    }

    private static UnknownFieldSet nested(int field, ByteString message) {
        return UnknownFieldSet.newBuilder().addField(field, UnknownFieldSet.Field.newBuilder().addLengthDelimited(message).build()).build();
    }

    /** Raw contents in any number are accepted, as before; only so many are noted as show that they are too many. */
    @Test
    void notesRawContentsUpToALimit() {
        ScannedRequest scanned = RequestScanner.scan(WireMessage.of(HexFormat.of().parseHex("3a00".repeat(20_000) + "2a00")));
        assertThat(scanned.places().count()).isEqualTo(16_386);
        assertThat(scanned.places().next(5, 0)).isEqualTo(16_385);
        assertThat(scanned.places().next(6, 0)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a01612a022205", "0a016132041205ffff", "0a0161220503ffffffff",
        "2a040a02c328", "2a031a0180", "2a061a0200800a00", "2a052a03320101", "2a042a022a80", "2a042a020a05", "32040a02c328"})
    void refusesMalformedParametersAndTensors(String hex) {
        ScannedRequest scanned = RequestScanner.scan(WireMessage.of(HexFormat.of().parseHex(hex.replace(" ", ""))));
        assertRefused(ErrorCode.MALFORMED_REQUEST, () -> RequestParameters.of(scanned), "ModelInferRequest");
    }

    @Test
    void refusesMalformedTensorsWhenParsing() {
        assertRefused(ErrorCode.MALFORMED_REQUEST,
                () -> InferRequests.parse(WireMessage.of(HexFormat.of().parseHex("0a01612a020a05"))), "field 1 claims 5 bytes");
    }

    @Test
    void readsTheHeadOfAnswersLeniently() {
        var response = ModelInferResponse.newBuilder().setModelName("digits").setModelVersion("3").setId("x")
                .addRawOutputContents(ByteString.copyFrom(new byte[40])).build();
        assertThat(InferResponses.scan(WireMessage.of(response))).isEqualTo(new ResponseHead("digits", "3", "x"));
        assertThat(InferResponses.scan(WireMessage.of(HexFormat.of().parseHex("2a000a0161120131120132"))))
                .isEqualTo(new ResponseHead("a", "2", ""));
        assertRefused(ErrorCode.BACKEND_FAILED, () -> InferResponses.scan(WireMessage.of(new byte[] {10})), "not a readable");
        assertRefused(ErrorCode.BACKEND_FAILED, () -> InferResponses.parse(WireMessage.of(new byte[] {10})), "not a readable");
    }

    /** A tag of over 32 bits, of which protobuf's Java parser drops the upper ones, and a group: each in a tensor, each read as nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0a0161 2a07 8a80808070 01 78 | a number is too large",
        "0a0161 2a02 2b 2c            | wire type 3, which is not in use"})
    void insideATensorToo(String hex, String why) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(ModelInferRequest.parseFrom(bytes).getModelName()).isEqualTo("a");
        ScannedRequest scanned = RequestScanner.scan(WireMessage.of(bytes));
        assertRefused(ErrorCode.MALFORMED_REQUEST, () -> InferRequests.parse(scanned), why);
        assertRefused(ErrorCode.MALFORMED_REQUEST, () -> RequestParameters.of(scanned), why);
    }
}
