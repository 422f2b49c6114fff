package io.outrigger.metadata.signatures;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.ImageFit;
import io.outrigger.registry.ImageFit.Position;
import io.outrigger.registry.ImageFit.Resize;
import java.util.List;

/** Reads the picture part of an adapter in the body of a request. */
final class ImageAdapterJson {

    private static final int PIXELS_MAX = 8_192;
    private static final int CHANNELS_MAX = 3;

    private ImageAdapterJson() {
    }

    static ImageAdapter read(JsonObject json) {
        String tensor = json.requiredText("tensor", AdapterJson.NAME_CHARACTERS_MAX);
        int width = (int) json.requiredInteger("width", 1, PIXELS_MAX);
        int height = (int) json.requiredInteger("height", 1, PIXELS_MAX);
        var image = new ImageAdapter(
                tensor, width, height,
                AdapterJson.choice(json, "filter", Filter.BILINEAR),
                AdapterJson.choice(json, "color", Color.RGB),
                json.flag("invert").orElse(false),
                json.numbers("scale", CHANNELS_MAX).orElse(List.of(1.0)),
                json.numbers("offset", CHANNELS_MAX).orElse(List.of(0.0)),
                AdapterJson.choice(json, "layout", Layout.NCHW),
                fit(json, width, height),
                json.numbers("mean", CHANNELS_MAX).orElse(ImageAdapter.NO_MEAN),
                json.numbers("std", CHANNELS_MAX).orElse(ImageAdapter.NO_STD),
                json.flag("exif_orientation").orElse(true));
        json.refuseOthers();
        return image;
    }

    private static ImageFit fit(JsonObject json, int width, int height) {
        Resize resize = AdapterJson.choice(json, "resize", Resize.STRETCH);
        if (json.has("resize_width") != json.has("resize_height")) {
            throw json.missing(json.has("resize_width") ? "resize_height" : "resize_width");
        }
        if (resize == Resize.NONE && json.has("resize_width")) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Field " + Quote.of(json.path("resize_width"))
                    + " says what a picture is resized to, and " + Quote.of(json.path("resize")) + " is none: leave one of the two out.");
        }
        return new ImageFit(
                resize,
                (int) json.integer("resize_width", 1, PIXELS_MAX).orElse(width),
                (int) json.integer("resize_height", 1, PIXELS_MAX).orElse(height),
                AdapterJson.choice(json, "position", Position.CENTER),
                json.numbers("pad", CHANNELS_MAX).orElse(ImageFit.BLACK));
    }
}
