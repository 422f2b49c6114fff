package io.outrigger.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.intake.answer.InferAnswer;
import io.outrigger.intake.answer.ScoredLabel;
import io.outrigger.intake.body.InferBody;
import io.outrigger.intake.picture.PictureLimits;
import io.outrigger.intake.picture.Pictures;
import io.outrigger.openinference.json.JsonBody;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.Batching;
import io.outrigger.registry.ClassificationAdapter;
import io.outrigger.registry.ClassificationAdapter.Activation;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.Model;
import io.outrigger.registry.Resolution;
import io.outrigger.registry.Strategy;
import io.outrigger.registry.Version;
import io.outrigger.testing.SamplePictures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way in and the way back, with nobody who asks and nobody who answers. */
class IntakeTest {

    private static final Version VERSION = version(3, "ab".repeat(32));
    private static final Version NEXT = version(4, "cd".repeat(32));
    private static final Model MODEL =
            Model.of("tiny", "", Model.STABLE, Strategy.ROUND_ROBIN, Batching.ON, List.of(VERSION, NEXT), List.of(), 1);
    private static final Resolution PINNED = new Resolution(MODEL, VERSION, true);
    private static final Resolution OPEN = new Resolution(MODEL, VERSION, false);

    private final Intake intake = new Intake(new Pictures(new PictureLimits(1 << 20, 1_000_000, 4_096, 1, Duration.ofSeconds(5))));

    @Test
    void aPictureBecomesTheTensorOfItsVersion() {
        ModelInferRequest request = request("""
                {"model": "tiny", "id": "one", "input": {"image": "%s"}}""".formatted(SamplePictures.base64("7-1.png")), PINNED);

        assertThat(request.getModelName()).isEqualTo("tiny");
        assertThat(request.getModelVersion()).isEqualTo("3");
        assertThat(request.getId()).isEqualTo("one");
        assertThat(request.getInputs(0).getShapeList()).containsExactly(1L, 4L);
        assertThat(request.getRawInputContents(0).size()).isEqualTo(4 * Float.BYTES);
    }

    @Test
    void aVersionThatTheMeshChoosesIsNotNamed() {
        assertThat(request("""
                {"model": "tiny", "input": {"tensors": [{"name": "x", "datatype": "FP32", "shape": [1, 4], "data": [1, 2, 3, 4]}]}}""",
                OPEN).getModelVersion()).isEmpty();
    }

    @Test
    void whatDoesNotFitTheSignatureIsRefused() {
        assertThatThrownBy(() -> request("""
                {"model": "tiny", "input": {"tensors": [{"name": "x", "datatype": "FP32", "shape": [1, 3], "data": [1, 2, 3]}]}}""",
                PINNED)).isInstanceOfSatisfying(ServiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH));
    }

    @Test
    void aBodyMayBeAPartOfALineThatKnowsTheModel() {
        String tensors = """
                {"tensors": [{"name": "x", "data": [1, 2, 3, 4], "datatype": "FP32", "shape": [1, 4]}]}""";
        InferBody input = part("""
                {"of": %s}""".formatted(tensors), InferBody::readInput);
        InferBody body = part("""
                {"of": {"id": "one", "input": %s}}""".formatted(tensors), InferBody::readPart);

        assertThat(input.model()).isEmpty();
        assertThat(body.id()).isEqualTo("one");
        assertThat(intake.request(input, PINNED, Optional.empty()).getRawInputContents(0).size()).isEqualTo(4 * Float.BYTES);
        assertThat(intake.request(body, PINNED, Optional.empty()).getModelName()).isEqualTo("tiny");
    }

    @Test
    void halfACharacterIsNoId() {
        assertThatThrownBy(() -> request("""
                {"model": "tiny", "id": "\\ud800", "input": {}}""", PINNED)).hasMessageContaining("half a surrogate pair");
    }

    private static InferBody part(String line, PartReader reader) {
        JsonBody json = JsonBody.line(line.getBytes(StandardCharsets.UTF_8));
        return json.readObject(parser -> {
            parser.nextToken();
            parser.nextToken();
            InferBody read = reader.read(json, parser);
            parser.nextToken();
            return read;
        });
    }

    private interface PartReader {
        InferBody read(JsonBody whole, JsonParser parser) throws IOException;
    }

    @Test
    void anAnswerHasTheLabelsOfItsScores() {
        InferAnswer answer = InferAnswer.of(scores("3", 0.25f, 0.75f), PINNED, 5);

        assertThat(answer.version()).isEqualTo(3);
        assertThat(answer.digest()).contains("sha256:" + "ab".repeat(32));
        assertThat(answer.labels()).containsExactly(new ScoredLabel("dog", 0.75), new ScoredLabel("cat", 0.25));
        assertThat(InferAnswer.of(scores("3", 0.25f, 0.75f), PINNED, 1).labels()).containsExactly(new ScoredLabel("dog", 0.75));
    }

    @Test
    void aSplitFleetSaysWhichVersionAnsweredAndAPinnedOneNeedNot() {
        assertThat(InferAnswer.of(scores("4", 1, 0), OPEN, 5).digest()).contains("sha256:" + "cd".repeat(32));
        assertThat(InferAnswer.of(scores("4", 1, 0), PINNED, 5).version()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"4,4", "v4,4", "1234567890,1234567890", "2147483648,3", "04,3", "four,3", "'',3"})
    void aVersionThatASplitFleetSaysIsReadAsEverywhere(String said, long version) {
        assertThat(InferAnswer.of(scores(said, 1, 0), OPEN, 5).version()).isEqualTo(version);
    }

    private ModelInferRequest request(String body, Resolution meant) {
        return intake.request(InferBody.read(body.getBytes(StandardCharsets.UTF_8)), meant, Optional.empty());
    }

    private static ModelInferResponse scores(String version, float... scores) {
        ByteBuffer raw = ByteBuffer.allocate(scores.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float score : scores) {
            raw.putFloat(score);
        }
        return ModelInferResponse.newBuilder().setModelName("tiny").setModelVersion(version)
                .addOutputs(InferOutputTensor.newBuilder().setName("scores").setDatatype("FP32").addShape(1).addShape(scores.length))
                .addRawOutputContents(ByteString.copyFrom(raw.flip()))
                .build();
    }

    private static Version version(long number, String digest) {
        ImageAdapter image = new ImageAdapter("x", 2, 2, Filter.AREA, Color.GRAY, false, List.of(1.0), List.of(0.0), Layout.FLAT);
        return new Version(number, "onnx", Optional.of(digest),
                new Signature(List.of(new TensorSpec("x", Datatype.FP32, List.of(-1L, 4L), false)),
                        List.of(new TensorSpec("scores", Datatype.FP32, List.of(-1L, 2L), false)), 8, Optional.empty(), Optional.empty()),
                new Adapter(Optional.of(image),
                        Optional.of(new ClassificationAdapter("scores", List.of("cat", "dog"), Activation.NONE))),
                List.of("default"), Instant.EPOCH);
    }
}
