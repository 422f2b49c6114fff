package io.outrigger.metadata.signatures;

import static io.outrigger.registry.AdapterWords.word;

import io.outrigger.chassis.json.Json;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageFit;
import io.outrigger.registry.ImageFit.Position;
import io.outrigger.registry.ImageFit.Resize;
import java.util.List;

/**
 * The picture part of an adapter as it is answered.
 *
 * <p>What came later than the first adapters is there only where it says something: an adapter reads as it was written.
 */
record ImageDocument(
        String tensor, int width, int height, String filter, String color, boolean invert, List<Double> scale, List<Double> offset,
        String layout, String resize, Integer resizeWidth, Integer resizeHeight, String position, List<Double> pad, List<Double> mean,
        List<Double> std, Boolean exifOrientation) {

    static ImageDocument of(ImageAdapter image) {
        ImageFit fit = image.fit();
        boolean sized = fit.resize() != Resize.NONE && (fit.width() != image.width() || fit.height() != image.height());
        return new ImageDocument(
                image.tensor(), image.width(), image.height(), word(image.filter()), word(image.color()), image.invert(),
                image.scale(), image.offset(), word(image.layout()),
                Json.unless(word(Resize.STRETCH), word(fit.resize())),
                sized ? fit.width() : null,
                sized ? fit.height() : null,
                Json.unless(word(Position.CENTER), word(fit.position())),
                Json.unless(ImageFit.BLACK, fit.pad()),
                Json.unless(ImageAdapter.NO_MEAN, image.mean()),
                Json.unless(ImageAdapter.NO_STD, image.std()),
                Json.unless(true, image.exifOrientation()));
    }
}
