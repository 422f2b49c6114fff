package io.outrigger.metadata.signatures;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.rest.JsonObject;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.ImageFit;
import io.outrigger.registry.ImageFit.Position;
import io.outrigger.registry.ImageFit.Resize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The picture part of an adapter as JSON, in both directions.
 *
 * <p>What came later than the first adapters is written only where it says something: an adapter reads as it was written.
 */
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
                AdapterJson.constant(json, "filter", Filter.BILINEAR, AdapterJson::word),
                AdapterJson.constant(json, "color", Color.RGB, AdapterJson::word),
                json.flag("invert").orElse(false),
                json.numbers("scale", CHANNELS_MAX).orElse(List.of(1.0)),
                json.numbers("offset", CHANNELS_MAX).orElse(List.of(0.0)),
                AdapterJson.constant(json, "layout", Layout.NCHW, ImageAdapterJson::layoutWord),
                fit(json, width, height),
                json.numbers("mean", CHANNELS_MAX).orElse(ImageAdapter.NO_MEAN),
                json.numbers("std", CHANNELS_MAX).orElse(ImageAdapter.NO_STD),
                json.flag("exif_orientation").orElse(true));
        json.refuseOthers();
        return image;
    }

    private static ImageFit fit(JsonObject json, int width, int height) {
        Resize resize = AdapterJson.constant(json, "resize", Resize.STRETCH, AdapterJson::word);
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
                AdapterJson.constant(json, "position", Position.CENTER, AdapterJson::word),
                json.numbers("pad", CHANNELS_MAX).orElse(ImageFit.BLACK));
    }

    static Map<String, Object> write(ImageAdapter image) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tensor", image.tensor());
        json.put("width", image.width());
        json.put("height", image.height());
        json.put("filter", AdapterJson.word(image.filter()));
        json.put("color", AdapterJson.word(image.color()));
        json.put("invert", image.invert());
        json.put("scale", image.scale());
        json.put("offset", image.offset());
        json.put("layout", layoutWord(image.layout()));
        writeFit(image, json);
        if (!image.mean().equals(ImageAdapter.NO_MEAN)) {
            json.put("mean", image.mean());
        }
        if (!image.std().equals(ImageAdapter.NO_STD)) {
            json.put("std", image.std());
        }
        if (!image.exifOrientation()) {
            json.put("exif_orientation", false);
        }
        return json;
    }

    private static void writeFit(ImageAdapter image, Map<String, Object> json) {
        ImageFit fit = image.fit();
        if (fit.resize() != Resize.STRETCH) {
            json.put("resize", AdapterJson.word(fit.resize()));
        }
        if (fit.resize() != Resize.NONE && (fit.width() != image.width() || fit.height() != image.height())) {
            json.put("resize_width", fit.width());
            json.put("resize_height", fit.height());
        }
        if (fit.position() != Position.CENTER) {
            json.put("position", AdapterJson.word(fit.position()));
        }
        if (!fit.pad().equals(ImageFit.BLACK)) {
            json.put("pad", fit.pad());
        }
    }

    private static String layoutWord(Layout layout) {
        return layout == Layout.FLAT ? AdapterJson.word(layout) : layout.name();
    }
}
