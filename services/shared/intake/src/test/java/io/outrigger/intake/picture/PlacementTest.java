package io.outrigger.intake.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.intake.picture.Placement.Span;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.ImageFit;
import io.outrigger.registry.ImageFit.Position;
import io.outrigger.registry.ImageFit.Resize;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes and places of pictures, worked out from the sources of Ultralytics and torchvision. */
class PlacementTest {

    /** resized, first seen, number seen, place in the tensor; across and down. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        // Ultralytics: the ratio is the smaller one, sides are rounded, of an odd margin the smaller half is left and above.
        "LETTERBOX | CENTER | 640x640 | 640x640 | 1280x720 | 640 0 640 0 | 360 0 360 140",
        "LETTERBOX | CENTER | 640x640 | 640x640 | 810x1080 | 480 0 480 80 | 640 0 640 0",
        "LETTERBOX | TOP_LEFT | 640x640 | 640x640 | 810x1080 | 480 0 480 0 | 640 0 640 0",
        "LETTERBOX | CENTER | 640x384 | 640x384 | 500x375 | 512 0 512 64 | 384 0 384 0",
        "LETTERBOX | CENTER | 32x32 | 32x32 | 3x2 | 32 0 32 0 | 21 0 21 5",
        "LETTERBOX | CENTER | 32x32 | 24x24 | 100x50 | 24 0 24 4 | 12 0 12 10",
        "LETTERBOX | CENTER | 640x640 | 640x640 | 16384x1 | 640 0 640 0 | 1 0 1 319",
        // torchvision: Resize(256) cuts the longer side down, CenterCrop(224) rounds its corner, half to even.
        "COVER | CENTER | 224x224 | 256x256 | 500x375 | 341 58 224 0 | 256 16 224 0",
        "COVER | CENTER | 224x224 | 256x256 | 375x500 | 256 16 224 0 | 341 58 224 0",
        "COVER | CENTER | 224x224 | 256x256 | 640x480 | 341 58 224 0 | 256 16 224 0",
        "COVER | CENTER | 224x224 | 224x224 | 500x333 | 336 56 224 0 | 224 0 224 0",
        "COVER | CENTER | 100x100 | 105x105 | 64x64 | 105 2 100 0 | 105 2 100 0",
        "COVER | CENTER | 100x100 | 107x107 | 64x64 | 107 4 100 0 | 107 4 100 0",
        "COVER | TOP_LEFT | 224x224 | 256x256 | 500x375 | 341 0 224 0 | 256 0 224 0",
        "COVER | CENTER | 200x100 | 200x100 | 300x300 | 200 0 200 0 | 200 50 100 0",
        "COVER | CENTER | 224x224 | 256x256 | 1x16384 | 256 16 224 0 | 4194304 2097040 224 0",
        "STRETCH | CENTER | 224x224 | 224x224 | 500x375 | 224 0 224 0 | 224 0 224 0",
        "STRETCH | CENTER | 224x224 | 256x256 | 500x375 | 256 16 224 0 | 256 16 224 0",
        "STRETCH | CENTER | 224x224 | 200x256 | 500x375 | 200 0 200 12 | 256 16 224 0",
        // CenterCrop alone, which pads what is too small.
        "NONE | CENTER | 224x224 | 224x224 | 500x99 | 500 138 224 0 | 99 0 99 62",
        "NONE | TOP_LEFT | 224x224 | 224x224 | 500x99 | 500 0 224 0 | 99 0 99 0",
    })
    void isWhereTheOthersPutIt(
            Resize resize, Position position, String tensor, String resized, String picture, String across, String down) {
        int[] size = numbers(tensor, "x");
        int[] to = numbers(resized, "x");
        int[] from = numbers(picture, "x");
        ImageAdapter adapter = new ImageAdapter("x", size[0], size[1], Filter.BILINEAR, Color.RGB, false, List.of(1.0), List.of(0.0),
                Layout.NCHW, new ImageFit(resize, to[0], to[1], position, ImageFit.BLACK), ImageAdapter.NO_MEAN, ImageAdapter.NO_STD, true);

        assertThat(Placement.of(adapter, from[0], from[1])).isEqualTo(new Placement(span(across), span(down)));
    }

    private static Span span(String text) {
        int[] numbers = numbers(text, " ");
        return new Span(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    private static int[] numbers(String text, String separator) {
        return java.util.Arrays.stream(text.split(separator)).mapToInt(Integer::parseInt).toArray();
    }
}
