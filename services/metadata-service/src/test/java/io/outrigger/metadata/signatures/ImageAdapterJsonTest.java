package io.outrigger.metadata.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.chassis.json.Json;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.ImageFit;
import io.outrigger.registry.ImageFit.Position;
import io.outrigger.registry.ImageFit.Resize;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adapters for pictures as JSON: what it means, that it comes back as it went, and what is refused with which sentence. */
class ImageAdapterJsonTest {

    private static final Signature SIGNATURE = new Signature(
            List.of(new TensorSpec("x", Datatype.FP32, List.of(-1L, 3L, 224L, 224L), false)),
            List.of(new TensorSpec("y", Datatype.FP32, List.of(-1L, 10L), false)), 8, Optional.empty(), Optional.empty());

    @Test
    void whatWasWrittenBeforeMeansWhatItMeant() {
        ImageAdapter image = read("""
                "filter":"area","color":"bgr","scale":[1,2,3],"offset":-1""");

        assertThat(image).isEqualTo(new ImageAdapter("x", 224, 224, Filter.AREA, Color.BGR, false, List.of(1.0, 2.0, 3.0), List.of(-1.0),
                Layout.NCHW));
        assertThat(image.fit()).isEqualTo(new ImageFit(Resize.STRETCH, 224, 224, Position.CENTER, List.of(0.0)));
        assertThat(Json.tree(ImageDocument.of(image)).fieldNames()).toIterable()
                .containsExactly("tensor", "width", "height", "filter", "color", "invert", "scale", "offset", "layout");
    }

    @Test
    void theRecipesOfTorchvisionAndUltralytics() {
        ImageAdapter torchvision = read("""
                "resize":"cover","resize_width":256,"resize_height":256,"scale":0.00392156862745098,
                "mean":[0.485,0.456,0.406],"std":[0.229,0.224,0.225]""");
        assertThat(torchvision.fit()).isEqualTo(new ImageFit(Resize.COVER, 256, 256, Position.CENTER, List.of(0.0)));
        assertThat(torchvision.mean()).containsExactly(0.485, 0.456, 0.406);
        assertThat(torchvision.exifOrientation()).isTrue();

        ImageAdapter ultralytics = read("""
                "filter":"bilinear_opencv","resize":"letterbox","pad":114,"exif_orientation":false""");
        assertThat(ultralytics.filter()).isEqualTo(Filter.BILINEAR_OPENCV);
        assertThat(ultralytics.fit()).isEqualTo(new ImageFit(Resize.LETTERBOX, 224, 224, Position.CENTER, List.of(114.0)));
        assertThat(ultralytics.exifOrientation()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``
            "resize":"none","pad":[1,2,3]
            "resize":"letterbox","pad":114,"position":"top_left"
            "resize":"cover","resize_width":256,"resize_height":256
            "resize_width":200,"resize_height":200,"pad":255
            "mean":0.5,"std":0.5,"scale":0.0039
            "exif_orientation":false,"filter":"bilinear_opencv"
            "resize":"stretch","position":"center","pad":0,"mean":0,"std":1,"offset":[1,2,3]
            """)
    void comesBackAsItWent(String fields) {
        ImageAdapter image = read(fields);

        assertThat(ImageAdapterJson.read(JsonObject.parse(Json.bytes(ImageDocument.of(image))))).isEqualTo(image);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "resize":"fill"                                        | must be one of stretch, letterbox, cover, none; found 'fill'
            "filter":"opencv"                                      | nearest, bilinear, bicubic, area, bilinear_opencv
            "position":"left"                                      | must be one of center, top_left; found 'left'
            "resize_width":256                                     | Field 'resize_height' is required
            "resize_height":256                                    | Field 'resize_width' is required
            "resize_width":0,"resize_height":256                   | from 1 to 8192; found 0
            "resize_width":256,"resize_height":8193                | from 1 to 8192; found 8193
            "resize":"none","resize_width":256,"resize_height":256 | 'resize' is none: leave one of the two out
            "pad":114                                              | with 'resize': stretch to 224 × 224 it leaves nothing
            "resize":"cover","pad":1                               | it leaves nothing
            "resize":"letterbox","pad":256                         | from 0 to 255, as a picture's values are; found 256.0
            "resize":"letterbox","pad":[0,0,-1]                    | found -1.0
            "resize":"letterbox","pad":[1,2] | 'adapter.image.pad' must have 1 number or one for each of the 3 channels; found 2
            "resize":"letterbox","pad":[]                          | found 0
            "resize":"letterbox","pad":"gray"                      | must be a list; found 'gray'
            "position":"top_left"                                  | one that is stretched to 224 × 224 is neither
            "mean":[1,2] | 'adapter.image.mean' must have 1 number or one for each of the 3 channels; found 2
            "mean":[1,2,3,4]                                       | may have 3 items; found 4
            "std":[1,0,1]                                          | above 0; found 0.0
            "std":-1                                               | above 0; found -1.0
            "std":"1"                                              | found '1'
            "mean":1e400                                           | finite
            "mean":1,"offset":1                                    | both shift the values
            "std":2,"offset":[0,1,0]                               | both shift the values
            "mean":1,"scale":[1,2,3]                               | must be one number beside mean and std
            "std":1e-40                                            | finite as FP32
            "mean":1e39                                            | finite as FP32
            "exif_orientation":"no"                                | must be true or false; found 'no'
            "letterbox":true                                       | Field 'letterbox' is not known here; known are
            "crop":224                                             | Field 'crop' is not known here
            """)
    void refusesWithASentence(String fields, String sentence) {
        assertThatThrownBy(() -> AdapterRules.check(new Adapter(Optional.of(read(fields)), Optional.empty()), SIGNATURE))
                .isInstanceOf(ServiceException.class).hasMessageContaining(sentence);
    }

    private static ImageAdapter read(String fields) {
        String json = """
                {"tensor":"x","width":224,"height":224%s}""".formatted(fields.isEmpty() ? "" : "," + fields);
        return ImageAdapterJson.read(JsonObject.parse(json.getBytes(StandardCharsets.UTF_8)));
    }
}
