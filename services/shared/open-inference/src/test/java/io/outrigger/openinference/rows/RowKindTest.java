package io.outrigger.openinference.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** With whom a request may share a call: each thing that makes a difference, and each that makes none. */
class RowKindTest {

    private static final InferParameter OTHER = InferParameter.newBuilder().setStringParam("y").build();

    /** A change to a request of two rows. */
    private interface Change extends Consumer<ModelInferRequest.Builder> {
    }

    private static final List<Change> WITHOUT_EFFECT = List.of(
            request -> request.setId("other"),
            request -> request.clearId(),
            request -> request.setModelName("other"),
            request -> request.setModelVersion("2"),
            request -> request.putParameters("timeout", InferParameter.newBuilder().setInt64Param(99).build()),
            request -> request.clearParameters(),
            request -> request.putParameters("priority", InferParameter.newBuilder().setUint64Param(1).build()));

    private static final List<Change> WITH_EFFECT = List.of(
            request -> request.getInputsBuilder(0).setName("other"),
            request -> request.getInputsBuilder(0).clearName(),
            request -> request.getInputsBuilder(0).setDatatype("INT32"),
            request -> request.getInputsBuilder(0).setShape(1, 3).setShape(2, 2),
            request -> request.getInputsBuilder(0).clearShape().addShape(2).addShape(6),
            request -> request.getInputsBuilder(0).addShape(1),
            request -> request.getInputsBuilder(1).addShape(1),
            request -> request.getInputsBuilder(0).putParameters("p", Requests.TEXT),
            request -> request.getInputsBuilder(0).putParameters("p", OTHER),
            request -> request.getInputsBuilder(0).putParameters("q", Requests.TEXT),
            request -> request.getInputsBuilder(1).putParameters("p", Requests.TEXT),
            RowKindTest::swapInputs,
            request -> request.clearOutputs(),
            request -> request.removeOutputs(1),
            request -> request.removeOutputs(0),
            request -> request.addOutputs(request.getOutputs(0)).removeOutputs(0),
            request -> request.getOutputsBuilder(0).setName("other"),
            request -> request.getOutputsBuilder(0).putParameters("p", Requests.TEXT),
            request -> request.getOutputsBuilder(0).putParameters("p", OTHER),
            request -> request.getOutputsBuilder(1).putParameters("p", Requests.TEXT),
            request -> request.putParameters("p", Requests.TEXT),
            request -> request.putParameters("p", OTHER),
            request -> request.putParameters("timeouts", OTHER),
            request -> request.putParameters("", OTHER));

    private static void swapInputs(ModelInferRequest.Builder request) {
        var input = request.getInputs(0);
        var raw = request.getRawInputContents(0);
        request.setInputs(0, request.getInputs(1)).setInputs(1, input)
                .setRawInputContents(0, request.getRawInputContents(1)).setRawInputContents(1, raw);
    }

    @Test
    void idNamesTimeAndRowsMakeNoDifference() {
        RowKind kind = kind(Requests.request(1));
        for (Change change : WITHOUT_EFFECT) {
            ModelInferRequest.Builder changed = Requests.request(2);
            change.accept(changed);
            assertThat(kind(changed)).isEqualTo(kind).hasSameHashCodeAs(kind);
        }
    }

    @Test
    void theyMakeNoneBesideParametersEither() {
        RowKind kind = kind(Requests.request(1).putParameters("a", OTHER).putParameters("b", OTHER));
        for (Change change : WITHOUT_EFFECT) {
            ModelInferRequest.Builder changed = Requests.request(2);
            change.accept(changed);
            assertThat(kind(changed.putParameters("b", OTHER).putParameters("a", OTHER))).isEqualTo(kind).hasSameHashCodeAs(kind);
        }
    }

    @Test
    void everythingElseDoes() {
        List<RowKind> kinds = WITH_EFFECT.stream().map(change -> {
            ModelInferRequest.Builder changed = Requests.request(2);
            change.accept(changed);
            return kind(changed);
        }).toList();
        assertThat(kinds).doesNotHaveDuplicates().doesNotContain(kind(Requests.request(2)));
        assertThat(kinds.getFirst()).isNotEqualTo("a text");
    }

    @Test
    void itsTextIsShortAndPrintable() {
        ModelInferRequest.Builder request = Requests.request(1);
        request.getInputsBuilder(0).setName("line\nbreak").putParameters("p", OTHER);
        assertThat(kind(request)).hasToString("line?break FP32 [2,3], text BYTES [] → scores, labels");
        request.getInputsBuilder(0).setName("n".repeat(200));
        assertThat(kind(request).toString()).hasSize(101).endsWith("…");
    }

    private static RowKind kind(ModelInferRequest.Builder request) {
        return Requests.rows(request).orElseThrow().kind();
    }
}
