package io.outrigger.metadata.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.ClassificationAdapter;
import io.outrigger.registry.ClassificationAdapter.Activation;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.ImageFit;
import io.outrigger.registry.ImageFit.Position;
import io.outrigger.registry.ImageFit.Resize;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns as PostgreSQL gives them back, written by the first releases and by those to come. */
class StoredFormTest {

    private static final Signature SIGNATURE = new Signature(
            List.of(new TensorSpec("x", Datatype.FP32, List.of(-1L, 3L, 8L, 8L), false),
                    new TensorSpec("threshold", Datatype.FP64, List.of(-1L, 1L), true)),
            List.of(new TensorSpec("y", Datatype.FP32, List.of(-1L, 2L), false)),
            8, Optional.of(Duration.ofMillis(1_500)), Optional.of(Duration.ofMillis(5)));

    private static final Adapter ADAPTER = new Adapter(
            Optional.of(new ImageAdapter("x", 8, 8, Filter.BILINEAR_OPENCV, Color.BGR, true, List.of(0.25), List.of(0.0), Layout.NHWC,
                    new ImageFit(Resize.LETTERBOX, 6, 8, Position.TOP_LEFT, List.of(1.0, 2.0, 255.0)),
                    List.of(0.485, 0.456, 0.406), List.of(0.5, 1e-7, 2.0), false)),
            Optional.of(new ClassificationAdapter("y", List.of("cat", "dög"), Activation.SOFTMAX)));

    @Test
    void aSignatureWithAllItsFields() {
        assertThat(StoredForm.signature("""
                {"inputs": [{"name": "x", "shape": [-1, 3, 8, 8], "datatype": "FP32"}, {"name": "threshold", "shape": [-1, 1], \
                "datatype": "FP64", "optional": true}], "outputs": [{"name": "y", "shape": [-1, 2], "datatype": "FP32"}], \
                "max_batch_size": 8, "latency_target_ms": 5, "default_timeout_ms": 1500}""")).isEqualTo(SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
            , "max_batch_size": 0""", ""})
    void aSignatureThatSaysLittle(String batch) {
        assertThat(StoredForm.signature("""
                {"inputs": [{"name": "x", "shape": [4], "datatype": "INT64"}], "outputs": [{"name": "y", "shape": [], "datatype": "BYTES"}]\
                """ + batch + "}")).isEqualTo(new Signature(
                        List.of(new TensorSpec("x", Datatype.INT64, List.of(4L), false)),
                        List.of(new TensorSpec("y", Datatype.BYTES, List.of(), false)), 0, Optional.empty(), Optional.empty()));
    }

    @Test
    void anAdapterWithAllItsFields() {
        assertThat(StoredForm.adapter("""
                {"image": {"pad": [1.0, 2.0, 255.0], "std": [0.5, 0.00000010, 2.0], "mean": [0.485, 0.456, 0.406], "color": "bgr", \
                "scale": [0.25], "width": 8, "filter": "bilinear_opencv", "height": 8, "invert": true, "layout": "NHWC", "offset": [0.0], \
                "resize": "letterbox", "tensor": "x", "position": "top_left", "resize_width": 6, "resize_height": 8, \
                "exif_orientation": false}, "classification": {"labels": ["cat", "dög"], "tensor": "y", "activation": "softmax"}}"""))
                .isEqualTo(ADAPTER);
    }

    @Test
    void anAdapterOfTheFirstRelease() {
        assertThat(StoredForm.adapter("""
                {"image": {"color": "gray", "scale": [1.0], "width": 3, "filter": "area", "height": 2, "invert": false, "layout": "flat", \
                "offset": [0.0], "tensor": "x"}}""")).isEqualTo(image(new ImageAdapter("x", 3, 2, Filter.AREA, Color.GRAY, false,
                        List.of(1.0), List.of(0.0), Layout.FLAT)));
        assertThat(StoredForm.adapter("{}")).isEqualTo(Adapter.NONE);
    }

    @Test
    void whatIsMissingChangesNothing() {
        assertThat(StoredForm.adapter("""
                {"image": {"tensor": "x", "width": 3, "height": 2}, "classification": {"tensor": "y", "labels": ["a"]}}"""))
                .isEqualTo(new Adapter(
                        Optional.of(new ImageAdapter("x", 3, 2, Filter.BILINEAR, Color.RGB, false, List.of(1.0), List.of(0.0),
                                Layout.NCHW)),
                        Optional.of(new ClassificationAdapter("y", List.of("a"), Activation.NONE))));
    }

    @Test
    void fieldsOfALaterReleaseAreSkipped() {
        assertThat(StoredForm.signature(StoredForm.write(SIGNATURE).replace("""
                "name":""", """
                "unit":{"of":[1]},"name":""")))
                .isEqualTo(SIGNATURE);
        assertThat(StoredForm.adapter(StoredForm.write(ADAPTER).replace("""
                "tensor":""", """
                "gamma":2.2,"tensor":""").replaceFirst("\\{", """
                {"audio":{},"""))).isEqualTo(ADAPTER);
    }

    /** A server that took the picture to be prepared in the way it knows would answer wrongly. */
    @Test
    void aWordOfALaterReleaseIsNotGuessed() {
        assertThatThrownBy(() -> StoredForm.adapter(StoredForm.write(ADAPTER).replace("letterbox", "mirror")))
                .hasMessageContaining("MIRROR");
        assertThatThrownBy(() -> StoredForm.signature(StoredForm.write(SIGNATURE).replace("FP64", "FP8")))
                .isInstanceOf(UncheckedIOException.class).hasMessageContaining("FP8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "datatype", "shape", "inputs", "outputs"})
    void aSignatureIsNothingWithout(String field) {
        String broken = StoredForm.write(SIGNATURE).replace("""
                "%s":""".formatted(field), """
                "other":""");

        assertThatThrownBy(() -> StoredForm.signature(broken)).isInstanceOf(UncheckedIOException.class).hasMessageContaining(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tensor", "width", "height", "labels"})
    void anAdapterIsNothingWithout(String field) {
        String broken = StoredForm.write(ADAPTER).replace("""
                "%s":""".formatted(field), """
                "other":""");

        assertThatThrownBy(() -> StoredForm.adapter(broken)).isInstanceOf(UncheckedIOException.class).hasMessageContaining(field);
    }

    @Test
    void comesBackAsItWent() {
        Adapter asItIs = image(new ImageAdapter("x", 3, 2, Filter.NEAREST, Color.RGB, false, List.of(1.0), List.of(0.0), Layout.NCHW,
                new ImageFit(Resize.NONE, 3, 2, Position.CENTER, ImageFit.BLACK), ImageAdapter.NO_MEAN, ImageAdapter.NO_STD, true));

        for (Adapter adapter : List.of(Adapter.NONE, ADAPTER, asItIs)) {
            assertThat(StoredForm.adapter(StoredForm.write(adapter))).isEqualTo(adapter);
        }
        assertThat(StoredForm.signature(StoredForm.write(SIGNATURE))).isEqualTo(SIGNATURE);
        assertThat(StoredForm.write(Adapter.NONE)).isEqualTo("{}");
    }

    private static Adapter image(ImageAdapter image) {
        return new Adapter(Optional.of(image), Optional.empty());
    }
}
