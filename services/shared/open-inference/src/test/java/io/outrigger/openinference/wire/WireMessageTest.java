package io.outrigger.openinference.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelStreamInferResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A message is the same message wherever it is cut. */
class WireMessageTest {

    private static final ModelInferRequest REQUEST = ModelInferRequest.newBuilder()
            .setModelName("digits-é").setModelVersion("v3").setId("日本")
            .putParameters("timeout", InferParameter.newBuilder().setInt64Param(5_000_000).build())
            .putParameters("mine", InferParameter.newBuilder().setStringParam("x".repeat(130)).build())
            .addInputs(InferInputTensor.newBuilder().setName("input").setDatatype("UINT8").addShape(200))
            .addRawInputContents(ByteString.copyFrom(new byte[200]))
            .setUnknownFields(UnknownFieldSet.newBuilder()
                    .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(-1).addFixed32(7).addFixed64(8).build()).build())
            .build();
    private static final byte[] BYTES = REQUEST.toByteArray();

    @Test
    void isReadAlikeWhereverItIsCut() throws IOException {
        var head = new RequestHead("digits-é", "v3", "日本");
        for (int place = 0; place <= BYTES.length; place++) {
            WireMessage message = Pieces.cut(BYTES, place);
            assertThat(RequestScanner.scan(message).head()).as("cut at %d", place).isEqualTo(head);
            assertThat(InferRequests.parse(message)).as("cut at %d", place).isEqualTo(REQUEST);
            assertThat(message.size()).isEqualTo(BYTES.length);
        }
        assertThat(RequestScanner.scan(Pieces.cutEverywhere(BYTES)).head()).isEqualTo(head);
        assertThat(Pieces.cutEverywhere(BYTES).parse(ModelInferRequest.parser())).isEqualTo(REQUEST);
    }

    /** Each beginning of a message, most of which break off somewhere; what is wrong and where does not depend on the slices. */
    @Test
    void isRefusedAlikeWhereverItIsCut() {
        for (int length = 0; length < BYTES.length; length++) {
            byte[] beginning = Arrays.copyOf(BYTES, length);
            String expected = outcome(WireMessage.of(beginning));
            for (int place = 0; place <= length; place++) {
                assertThat(outcome(Pieces.cut(beginning, place))).as("%d bytes, cut at %d", length, place).isEqualTo(expected);
            }
        }
        assertThat(outcome(WireMessage.of(Arrays.copyOf(BYTES, BYTES.length - 1)))).contains("is not an acceptable");
    }

    private static String outcome(WireMessage message) {
        try {
            return RequestScanner.scan(message).head().toString();
        } catch (ServiceException refused) {
            return refused.getMessage();
        }
    }

    @Test
    void isWrittenAlikeWhereverItIsCut() throws IOException {
        for (int place = 0; place <= BYTES.length; place++) {
            WireMessage message = Pieces.cut(BYTES, place);
            assertThat(drained(WireMarshaller.INSTANCE.stream(message))).isEqualTo(BYTES);
            assertThat(WireMarshaller.INSTANCE.stream(message).readAllBytes()).isEqualTo(BYTES);
            InputStream begun = WireMarshaller.INSTANCE.stream(message);
            assertThat(begun).isInstanceOf(KnownLength.class);
            assertThat(begun.readNBytes(place / 2)).isEqualTo(Arrays.copyOf(BYTES, place / 2));
            assertThat(begun.available()).isEqualTo(BYTES.length - place / 2);
            assertThat(drained(begun)).isEqualTo(Arrays.copyOfRange(BYTES, place / 2, BYTES.length));
            assertThat(begun.read()).isEqualTo(-1);
        }
        InputStream single = WireMarshaller.INSTANCE.stream(Pieces.cutEverywhere(BYTES));
        for (byte expected : BYTES) {
            assertThat(single.read()).isEqualTo(expected & 0xff);
        }
        assertThat(single.read()).isEqualTo(-1);
        assertThat(single.read(new byte[4])).isEqualTo(-1);
    }

    @Test
    void partsAreTheBytesBetweenTwoPlaces() throws IOException {
        for (WireMessage message : List.of(WireMessage.of(BYTES), Pieces.cut(BYTES, 0, 40, 40, 90), Pieces.cutEverywhere(BYTES))) {
            for (int from = 0; from <= BYTES.length; from += 7) {
                for (int to = from; to <= BYTES.length; to += 5) {
                    WireMessage part = message.part(from, to);
                    assertThat(part.size()).isEqualTo(to - from);
                    assertThat(drained(WireMarshaller.INSTANCE.stream(part))).isEqualTo(Arrays.copyOfRange(BYTES, from, to));
                }
            }
        }
        assertThatThrownBy(() -> WireMessage.of(BYTES).part(3, BYTES.length + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Slice.of(BYTES).part(4, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Slice.of(BYTES, 1, BYTES.length)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** What comes from the network is one slice, whatever pieces the network brought it in; nothing of it is copied afterwards. */
    @Test
    void partsAndSplicesShareTheBytesThatWereRead() {
        byte[] bytes = BYTES.clone();
        WireMessage read = WireMarshaller.INSTANCE.parse(new ByteArrayInputStream(bytes));
        assertThat(read.slices()).hasSize(1);
        assertThat(read.part(10, 20).slices().getFirst().array()).isSameAs(read.slices().getFirst().array());
        WireMessage spliced = Splice.request(RequestScanner.scan(read), "other", "4", 1);
        assertThat(spliced.slices().stream().skip(1)).isNotEmpty()
                .allSatisfy(slice -> assertThat(slice.array()).isSameAs(read.slices().getFirst().array()));
    }

    @Test
    void anAnswerInItsEnvelopeIsReadAlikeWhereverItIsCut() throws IOException {
        ModelInferResponse answer = ModelInferResponse.newBuilder().setModelName("m").setId("é")
                .addRawOutputContents(ByteString.copyFrom(new byte[200])).build();
        ModelStreamInferResponse expected = StreamAnswer.message(answer.toBuilder());
        for (int place = 0; place <= answer.getSerializedSize(); place++) {
            WireMessage cut = Pieces.cut(answer.toByteArray(), place);
            assertThat(StreamAnswer.of(cut).parse(ModelStreamInferResponse.parser())).isEqualTo(expected);
            assertThat(InferResponses.scan(cut)).isEqualTo(new ResponseHead("m", "", "é"));
        }
    }

    private static byte[] drained(InputStream stream) throws IOException {
        var target = new ByteArrayOutputStream();
        int expected = stream.available();
        assertThat(((Drainable) stream).drainTo(target)).isEqualTo(expected).isEqualTo(target.size());
        return target.toByteArray();
    }
}
