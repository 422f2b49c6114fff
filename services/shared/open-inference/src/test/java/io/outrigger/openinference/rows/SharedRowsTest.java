package io.outrigger.openinference.rows;

import static io.outrigger.openinference.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.openinference.wire.InferRequests;
import io.outrigger.openinference.wire.InferResponses;
import io.outrigger.openinference.wire.RequestScanner;
import io.outrigger.openinference.wire.Slice;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SharedRowsTest {

    private static final List<RowRequest> MEMBERS =
            List.of(Requests.rows(Requests.request(1)).orElseThrow(), Requests.rows(Requests.request(3).clearId()).orElseThrow());

    @Test
    void tensorDataIsNotCopied() {
        byte[] bytes = Requests.request(1).build().toByteArray();
        RowRequest member = RowRequest.of(RequestScanner.scan(WireMessage.of(bytes))).orElseThrow();
        WireMessage gathered = SharedRows.gather(List.of(member, member), "digits", "1", 5);
        bytes[bytes.length - 1] = '!';
        assertThat(InferRequests.parse(gathered).getRawInputContents(1).toByteArray()).endsWith('!').containsSequence('!', 1);

        byte[] answer = Requests.answer(4).build().toByteArray();
        List<WireMessage> scattered = SharedRows.scatter(WireMessage.of(answer), MEMBERS);
        answer[answer.length - 1] = '!';
        assertThat(InferResponses.parse(scattered.get(0)).getRawOutputContents(1)).isEqualTo(Requests.texts(1));
        assertThat(InferResponses.parse(scattered.get(1)).getRawOutputContents(1).toByteArray()).endsWith('!');
    }

    @Test
    void eachGetsItsOwnIdAndNobodysUnknownFields() {
        ModelInferResponse.Builder answer = Requests.answer(4).setId("of the call").setUnknownFields(UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build()).build());
        assertThat(SharedRows.scatter(WireMessage.of(answer.build()), MEMBERS)).extracting(InferResponses::parse).containsExactly(
                Requests.answer(1).setId("7").build(), Requests.answer(3).build());
    }

    @Test
    void anAnswerWithoutExactlyTheRowsIsTheServersFailure() {
        assertFails(answer -> answer.getOutputsBuilder(0).setShape(0, 3), "'scores' has shape [3,2] but 4 rows were sent");
        assertFails(answer -> answer.getOutputsBuilder(1).setShape(0, 5), "'labels' has shape [5] but 4 rows were sent");
        assertFails(answer -> answer.getOutputsBuilder(1).clearShape(), "'labels' has shape [] but 4 rows were sent");
        assertFails(answer -> answer.getOutputsBuilder(0).setShape(1, -1), "'scores' has 32 bytes of data", "[4,-1] of FP32");
        assertFails(answer -> answer.getOutputsBuilder(0).setShape(1, 1L << 40), "'scores' has 32 bytes of data");
        assertFails(answer -> answer.getOutputsBuilder(0).setDatatype("FP8"), "'scores' has datatype 'FP8'");
        assertFails(answer -> answer.setRawOutputContents(0, ByteString.copyFrom(new byte[31])), "'scores' has 31 bytes of data");
        assertFails(answer -> answer.setRawOutputContents(0, ByteString.copyFrom(new byte[33])), "'scores' has 33 bytes of data");
        assertFails(answer -> answer.setRawOutputContents(1, Requests.texts(3)), "'labels' has 15 bytes of data", "[4] of BYTES");
        assertFails(answer -> answer.setRawOutputContents(1, Requests.texts(5)), "'labels' has 25 bytes of data");
        assertFails(answer -> answer.setRawOutputContents(1, Requests.texts(4).substring(1)), "'labels' has 19 bytes of data");
        assertFails(answer -> answer.addRawOutputContents(ByteString.EMPTY), "2 outputs but 3 entries in raw_output_contents");
        assertFails(answer -> answer.getOutputsBuilder(0).getContentsBuilder().addFp32Contents(1), "contents beside raw");
    }

    @Test
    void anAnswerWithOtherOutputsIsTheServersFailure() {
        assertFails(answer -> answer.removeOutputs(0), "outputs 'labels' but 'scores, labels' were asked for");
        assertFails(answer -> answer.clearOutputs(), "outputs '' but 'scores, labels' were asked for");
        assertFails(answer -> answer.getOutputsBuilder(0).setName("other"), "'other, labels' but 'scores, labels'");
        assertFails(answer -> answer.getOutputsBuilder(0).setName("labels"), "'labels' is there twice");
        assertFails(answer -> answer.addOutputs(answer.getOutputsBuilder(0).clone().setName("more")), "'scores, labels, more'");
        for (byte[] broken : List.of(new byte[] {0x32, 5}, new byte[] {0x2a, 2, 0x0a, 5})) {
            assertRefused(ErrorCode.BACKEND_FAILED, () -> SharedRows.scatter(WireMessage.of(broken), MEMBERS), "not a readable");
        }
    }

    @Test
    void typedContentsAreCheckedToo() {
        Consumer<ModelInferResponse.Builder> typed = answer -> {
            answer.clearRawOutputContents();
            answer.getOutputsBuilder(0).getContentsBuilder().addAllFp32Contents(List.of(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f));
            answer.getOutputsBuilder(1).getContentsBuilder().addAllBytesContents(
                    List.of(ByteString.copyFromUtf8("a"), ByteString.EMPTY, ByteString.copyFromUtf8("c"), ByteString.copyFromUtf8("d")));
        };
        ModelInferResponse.Builder whole = Requests.answer(4);
        typed.accept(whole);
        ModelInferResponse first = InferResponses.parse(SharedRows.scatter(WireMessage.of(whole.build()), MEMBERS).getFirst());
        assertThat(first.getOutputs(0).getContents().getFp32ContentsList()).containsExactly(1f, 2f);
        assertFails(typed.andThen(answer -> answer.getOutputsBuilder(0).getContentsBuilder().addFp32Contents(9)),
                "'scores' has 9 elements in fp32_contents", "needs 8");
        assertFails(typed.andThen(answer -> answer.getOutputsBuilder(1).setContents(InferTensorContents.newBuilder().addIntContents(1))),
                "'labels' is BYTES but has contents in a field of another datatype");
        assertFails(typed.andThen(answer -> answer.getOutputsBuilder(0).setDatatype("FP8")), "datatype 'FP8'");
        assertFails(answer -> answer.clearRawOutputContents(), "'scores' has 0 elements");
    }

    @Test
    void membersAreOfOneKind() {
        RowRequest other = Requests.rows(Requests.request(1).clearOutputs()).orElseThrow();
        assertThatThrownBy(() -> SharedRows.gather(List.of(MEMBERS.getFirst(), other), "digits", "1", 5))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void moreRowsThanCanBeCountedAreRefused() {
        RowRequest most = Requests.rows(ModelInferRequest.newBuilder().addRawInputContents(ByteString.EMPTY).addInputs(
                InferInputTensor.newBuilder().setDatatype("FP64").addShape(Integer.MAX_VALUE).addShape(0))).orElseThrow();
        assertThat(InferRequests.parse(SharedRows.gather(List.of(most), "m", "", 5)).getInputs(0).getShape(0)).isEqualTo(Integer.MAX_VALUE);
        assertRefused(ErrorCode.PAYLOAD_TOO_LARGE, () -> SharedRows.gather(List.of(most, most), "m", "", 5), "4294967294 rows");
    }

    /** Three times 1 GiB, which is one array of 16 MiB again and again. */
    @Test
    void moreBytesThanCanBeCountedAreRefused() {
        int size = 1 << 30;
        Slice part = Slice.of(new byte[1 << 24]);
        byte[] input = ModelInferRequest.newBuilder().addInputs(
                InferInputTensor.newBuilder().setDatatype("UINT8").addShape(1).addShape(size)).build().toByteArray();
        byte[] head = Arrays.copyOf(input, input.length + 6);
        System.arraycopy(new byte[] {0x3a, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 4}, 0, head, input.length, 6);
        List<Slice> slices = new ArrayList<>(List.of(Slice.of(head)));
        for (int i = 0; i < size / part.length(); i++) {
            slices.add(part);
        }
        RowRequest member = RowRequest.of(RequestScanner.scan(WireMessage.of(slices))).orElseThrow();
        assertThat(SharedRows.gather(List.of(member), "m", "", 5).size()).isGreaterThan(size);
        assertRefused(ErrorCode.PAYLOAD_TOO_LARGE, () -> SharedRows.gather(List.of(member, member), "m", "", 5), "below 2 GiB");
    }

    private static void assertFails(Consumer<ModelInferResponse.Builder> change, String... essentials) {
        ModelInferResponse.Builder answer = Requests.answer(4);
        change.accept(answer);
        assertRefused(ErrorCode.BACKEND_FAILED, () -> SharedRows.scatter(WireMessage.of(answer.build()), MEMBERS), essentials);
    }
}
