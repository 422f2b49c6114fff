package io.outrigger.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.registry.ClassificationAdapter.Activation;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.ImageFit.Position;
import io.outrigger.registry.ImageFit.Resize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelMappingTest {

    private static final Signature SIGNATURE = new Signature(
            List.of(new TensorSpec("input", Datatype.FP32, List.of(-1L, 28L, 28L), false),
                    new TensorSpec("bias", Datatype.INT64, List.of(-1L, -1L), true)),
            List.of(new TensorSpec("scores", Datatype.FP32, List.of(-1L, 2L), false)),
            16, Optional.of(Duration.ofMillis(1_500)), Optional.of(Duration.ofMillis(20)));
    private static final Model MODEL = Model.of("m", "digits", Model.STABLE, Strategy.LEAST_LATENCY, Batching.ON,
            List.of(new Version(1, "onnx", Optional.of("ab".repeat(32)), SIGNATURE,
                    new Adapter(Optional.of(new ImageAdapter("input", 28, 28, Filter.AREA, Color.GRAY, true, List.of(1 / 255.0),
                            List.of(0.0), Layout.NCHW)),
                            Optional.of(new ClassificationAdapter("scores", List.of("0", "1"), Activation.SOFTMAX))),
                    List.of(Fleet.DEFAULT), Instant.parse("2026-01-02T03:04:05.678901Z"))),
            List.of(new Alias(Model.STABLE, 1, 3)), 7);

    @Test
    void aModelSurvivesTheWayThereAndBack() {
        assertThat(ModelMapping.fromProto(ModelMapping.toProto(MODEL))).isEqualTo(MODEL);
        Version other = new Version(9, "onnx", Optional.empty(), SIGNATURE, Adapter.NONE, List.of("default"),
                Instant.parse("2026-01-02T03:04:05Z"), Optional.of(new ServedAs("resnet/FP16", 2)));
        Model servedAs = Model.of("m", "", Model.STABLE, Strategy.ROUND_ROBIN, Batching.ON, List.of(other), List.of(), 8);
        assertThat(ModelMapping.fromProto(ModelMapping.toProto(servedAs))).isEqualTo(servedAs);
        assertThat(ServedAs.ofText(other.onServer("m").text())).isEqualTo(other.servedAs());
        assertThat(ServedAs.ofText("")).isEmpty();
        Model alone = Model.of("m", "", Model.STABLE, Strategy.ROUND_ROBIN, Batching.OFF, List.of(), List.of(), 9);
        assertThat(ModelMapping.fromProto(ModelMapping.toProto(alone))).isEqualTo(alone);
        Model captured = alone.capturing(new Capture(0.25, 7, true, false));
        assertThat(ModelMapping.fromProto(ModelMapping.toProto(captured))).isEqualTo(captured);
    }

    @Test
    void aFleetSurvivesTheWayThereAndBack() {
        for (Fleet fleet : List.of(new Fleet("split", "mesh:8001", true, 3), new Fleet("gpu", "gpu:8001", false, 10_000, 4))) {
            assertThat(FleetMapping.fromProto(FleetMapping.toProto(fleet))).isEqualTo(fleet);
        }
    }

    @Test
    void messagesFromBeforeMeanWhatTheyMeant() {
        var model = io.outrigger.proto.registry.v1.Model.newBuilder().setName("m").build();
        var fleet = io.outrigger.proto.registry.v1.Fleet.newBuilder().setName("gpu").setAddress("gpu:8001").setRevision(3).build();

        assertThat(ModelMapping.fromProto(model).batching()).isEqualTo(Batching.ON);
        assertThat(FleetMapping.fromProto(fleet)).isEqualTo(new Fleet("gpu", "gpu:8001", false, 0, 3));
    }

    @Test
    void whatANewerRegistrySaysAndThisOneDoesNotKnowIsRefused() {
        var message = ModelMapping.toProto(MODEL).toBuilder();
        assertThatThrownBy(() -> ModelMapping.fromProto(message.clone().setStrategyValue(99).build()))
                .isInstanceOf(IllegalArgumentException.class);
        var datatype = message.clone();
        datatype.getVersionsBuilder(0).getSignatureBuilder().getInputsBuilder(0).setDatatype("FP4");
        assertThatThrownBy(() -> ModelMapping.fromProto(datatype.build())).isInstanceOf(IllegalArgumentException.class);
        var filter = message.clone();
        filter.getVersionsBuilder(0).getAdapterBuilder().getImageBuilder().setFilter("lanczos");
        assertThatThrownBy(() -> ModelMapping.fromProto(filter.build())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyPartOfAnImageAdapterSurvives() {
        var image = new ImageAdapter("x", 224, 224, Filter.BILINEAR_OPENCV, Color.BGR, false, List.of(1 / 255.0), List.of(0.0), Layout.NHWC,
                new ImageFit(Resize.LETTERBOX, 256, 192, Position.TOP_LEFT, List.of(1.0, 2.0, 3.0)), List.of(0.4, 0.5, 0.6),
                List.of(0.2), false);
        var adapter = new Adapter(Optional.of(image), Optional.empty());

        assertThat(AdapterMapping.fromProto(AdapterMapping.toProto(adapter))).isEqualTo(adapter);
    }

    @Test
    void anImageAdapterFromBeforeMeansWhatItMeant() {
        var message = io.outrigger.proto.registry.v1.Adapter.newBuilder().setImage(io.outrigger.proto.registry.v1.ImageAdapter.newBuilder()
                .setTensor("x").setWidth(28).setHeight(20).setFilter("area").setColor("gray").addScale(2).addOffset(1).setLayout("flat"));

        ImageAdapter image = AdapterMapping.fromProto(message.build()).image().orElseThrow();

        assertThat(image).isEqualTo(
                new ImageAdapter("x", 28, 20, Filter.AREA, Color.GRAY, false, List.of(2.0), List.of(1.0), Layout.FLAT));
        assertThat(image.fit()).isEqualTo(new ImageFit(Resize.STRETCH, 28, 20, Position.CENTER, List.of(0.0)));
        assertThat(image.exifOrientation()).isTrue();
    }
}
