package io.outrigger.openinference.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.outrigger.openinference.wire.RequestScanner;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import java.util.Collections;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests may share a call and which go alone. */
class RowRequestTest {

    private static final InferParameter YES = InferParameter.newBuilder().setBoolParam(true).build();
    private static final UnknownFieldSet UNKNOWN = UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build()).build();
    private static final String UINT8 = "120555494e5438";

    @Test
    void aRequestWithRowsMayShareACall() {
        ModelInferRequest request = Requests.request(4).build();
        RowRequest member = RowRequest.of(RequestScanner.scan(WireMessage.of(request))).orElseThrow();
        assertThat(member.rows()).isEqualTo(4);
        assertThat(member.request().head().id()).isEqualTo("7");
        assertThat(member.kind()).hasToString("input FP32 [2,3], text BYTES [] → scores, labels");
    }

    /** MLServer's client writes the message without content beside raw data. */
    @Test
    void contentsThatHoldNothingAreNone() {
        assertShared(request -> contents(request, InferTensorContents.getDefaultInstance()));
        assertAlone(request -> contents(request, InferTensorContents.newBuilder().addFp32Contents(1).build()));
        assertAlone(request -> contents(request, InferTensorContents.newBuilder().addFp32Contents(1).build()).clearRawInputContents());
    }

    private static ModelInferRequest.Builder contents(ModelInferRequest.Builder request, InferTensorContents contents) {
        request.getInputsBuilder(0).setContents(contents);
        return request;
    }

    @Test
    void withoutRowsItGoesAlone() {
        assertAlone(request -> request.clearInputs().clearRawInputContents());
        assertAlone(request -> input(request, input -> input.clearShape()));
        assertAlone(request -> input(request, input -> input.setShape(0, 0)).setRawInputContents(0, ByteString.EMPTY));
        assertAlone(request -> input(request, input -> input.setShape(0, -1)));
        assertAlone(request -> input(request, input -> input.setShape(0, 1L << 32)));
        assertAlone(request -> input(request, input -> input.setShape(0, 2)).setRawInputContents(0, zeros(48)));
    }

    @Test
    void dataThatDoesNotFitGoesAlone() {
        assertAlone(request -> request.addRawInputContents(ByteString.EMPTY));
        assertAlone(request -> request.clearRawInputContents());
        assertAlone(request -> request.setRawInputContents(0, zeros(23)));
        assertAlone(request -> request.setRawInputContents(0, zeros(25)));
        assertAlone(request -> request.setRawInputContents(1, Requests.texts(2)));
        assertAlone(request -> request.setRawInputContents(1, ByteString.EMPTY));
        assertAlone(request -> request.setRawInputContents(1, zeros(3)));
        assertAlone(request -> request.setRawInputContents(1, ByteString.copyFrom(new byte[] {2, 0, 0, 0, 'a'})));
        assertAlone(request -> request.setRawInputContents(1, ByteString.copyFrom(new byte[] {-1, -1, -1, -1, 'a'})));
        assertShared(request -> request.setRawInputContents(1, zeros(4)));
    }

    @Test
    void shapesAndDatatypesThatNobodyKnowsGoAlone() {
        assertAlone(request -> input(request, input -> input.setDatatype("FP8")));
        assertAlone(request -> input(request, input -> input.setDatatype("")));
        assertAlone(request -> input(request, input -> input.setShape(1, -2).setShape(2, -3)));
        assertAlone(request -> input(request, input -> input.setShape(1, 1L << 62).setShape(2, 4)));
        assertAlone(request -> input(request, input -> input.setShape(1, 1L << 30).setShape(2, 1L << 30)));
        assertAlone(request -> input(request, input -> input.addAllShape(Collections.nCopies(62, 1L))));
        assertShared(request -> input(request, input -> input.addAllShape(Collections.nCopies(61, 1L))));
        assertShared(request -> input(request, input -> input.setShape(1, 0)).setRawInputContents(0, ByteString.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequence_id", "sequence_start", "sequence_end", "triton_enable_empty_final_response", "triton_"})
    void aParameterThatTiesTheRequestToItselfGoesAlone(String name) {
        assertAlone(request -> request.putParameters(name, YES));
        assertShared(request -> request.putParameters(name.substring(1), YES));
    }

    @Test
    void sharedMemoryGoesAlone() {
        assertAlone(request -> input(request, input -> input.putParameters("shared_memory_region", Requests.TEXT)));
        assertAlone(request -> {
            request.getOutputsBuilder(1).putParameters("shared_memory_byte_size", Requests.TEXT);
            return request;
        });
        assertShared(request -> input(request, input -> input.putParameters("memory", Requests.TEXT)));
    }

    @Test
    void whatIsNotKnownGoesAlone() {
        assertAlone(request -> request.setUnknownFields(UNKNOWN));
        assertAlone(request -> input(request, input -> input.setUnknownFields(UNKNOWN)));
        assertAlone(request -> {
            request.getOutputsBuilder(0).setUnknownFields(UNKNOWN);
            return request;
        });
    }

    /** The shape number by number, the name twice, numbers longer than they need be: read as protobuf reads them. */
    @ParameterizedTest
    @ValueSource(strings = {"1a020203", "18021803", "1a01021803", "18021a0103", "1a03820003", "1a0018021a001803", "0a01621a020203 0a0161"})
    void shapesAndNamesComeInManyForms(String rest) {
        assertThat(RowRequest.of(inputOf("0a0161" + UINT8 + rest, ""))).hasValueSatisfying(member -> {
            assertThat(member.rows()).isEqualTo(2);
            assertThat(member.kind()).hasToString("a UINT8 [3] → all outputs");
        });
    }

    /** Malformed shapes, names and entries, known fields of another wire type, and unknown ones; then the same of the request. */
    @ParameterizedTest
    @CsvSource({"1a020203 1a0180, ''", "1a03020380, ''", "1a020203 0a02c328, ''", "1a020203 1202c328, ''", "1a020203 22020a05, ''",
        "1a020203 2205120318ff, ''", "1a020203 1001, ''", "1a020203 1d00000000, ''", "1a020203 3801, ''", "1a020203 3a00, ''",
        "1a020203, 22020a05", "1a020203, 22030a01ff", "1a020203, 32030a0180", "1a020203, 320208 01", "1a020203, 32021203",
        "1a020203, 2204 0a0161 0a", "1a020203, 2207 0a0161 1202 0880", "1a020203, 4001"})
    void whatCannotBeReadGoesAlone(String tensor, String request) {
        assertThat(RowRequest.of(inputOf(UINT8 + tensor, request))).isEmpty();
    }

    /** A request of one such input, six bytes of data, and something after it. */
    private static ScannedRequest inputOf(String tensor, String rest) {
        String plain = tensor.replace(" ", "");
        return RequestScanner.scan(WireMessage.of(HexFormat.of().parseHex(
                "2a" + HexFormat.of().toHexDigits((byte) (plain.length() / 2)) + plain + "3a06010203040506" + rest.replace(" ", ""))));
    }

    @Test
    void moreRawContentsThanInputsGoAloneHoweverMany() {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder();
        var input = InferInputTensor.newBuilder().setDatatype("UINT8").addShape(1).build();
        for (int i = 0; i < 1_000; i++) {
            request.addInputs(input).addRawInputContents(zeros(1));
        }
        assertThat(Requests.rows(request)).isPresent();
        assertThat(Requests.rows(request.clone().addRawInputContents(zeros(1)))).isEmpty();
        assertThat(Requests.rows(request.clone().addAllRawInputContents(Collections.nCopies(20_000, zeros(1))))).isEmpty();
    }

    /** So that little is copied for a request that could not share a call anyway. */
    @Test
    void largeHeadsGoAlone() {
        assertShared(request -> request.putParameters("p", text(16_000)));
        assertAlone(request -> request.putParameters("p", text(16_384)));
        assertAlone(request -> input(request, input -> input.setName("n".repeat(16_384))));
    }

    private static InferParameter text(int length) {
        return InferParameter.newBuilder().setStringParam("x".repeat(length)).build();
    }

    private static ModelInferRequest.Builder input(
            ModelInferRequest.Builder request, UnaryOperator<InferInputTensor.Builder> change) {
        change.apply(request.getInputsBuilder(0));
        return request;
    }

    private static ByteString zeros(int count) {
        return ByteString.copyFrom(new byte[count]);
    }

    private static void assertAlone(UnaryOperator<ModelInferRequest.Builder> change) {
        assertThat(Requests.rows(change.apply(Requests.request(1)))).isEmpty();
    }

    private static void assertShared(UnaryOperator<ModelInferRequest.Builder> change) {
        assertThat(Requests.rows(change.apply(Requests.request(1)))).isPresent();
    }
}
