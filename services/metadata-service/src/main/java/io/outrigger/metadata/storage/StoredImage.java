package io.outrigger.metadata.storage;

import static io.outrigger.metadata.storage.StoredAdapter.choice;
import static io.outrigger.registry.AdapterWords.word;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.ImageFit;
import io.outrigger.registry.ImageFit.Position;
import io.outrigger.registry.ImageFit.Resize;
import java.util.List;

/**
 * The picture part of the column {@code adapter}. Everything is written, that a row may say the same when other values are usual.
 *
 * @param resizeWidth the tensor's where it is missing, as resizeHeight; a picture that is not resized has neither
 */
record StoredImage(
        String tensor, Integer width, Integer height, String filter, String color, boolean invert, List<Double> scale,
        List<Double> offset, String layout, String resize, Integer resizeWidth, Integer resizeHeight, String position, List<Double> pad,
        List<Double> mean, List<Double> std, Boolean exifOrientation) {

    private static final List<Double> SAME_SCALE = List.of(1.0);
    private static final List<Double> NO_OFFSET = List.of(0.0);

    StoredImage {
        requireNonNull(tensor, "tensor");
        requireNonNull(width, "width");
        requireNonNull(height, "height");
    }

    static StoredImage of(ImageAdapter image) {
        ImageFit fit = image.fit();
        boolean resized = fit.resize() != Resize.NONE;
        return new StoredImage(
                image.tensor(), image.width(), image.height(), word(image.filter()), word(image.color()), image.invert(), image.scale(),
                image.offset(), word(image.layout()), word(fit.resize()), resized ? fit.width() : null, resized ? fit.height() : null,
                word(fit.position()), fit.pad(), image.mean(), image.std(), image.exifOrientation());
    }

    ImageAdapter adapter() {
        return new ImageAdapter(
                tensor, width, height,
                choice(filter, Filter.BILINEAR),
                choice(color, Color.RGB),
                invert,
                requireNonNullElse(scale, SAME_SCALE),
                requireNonNullElse(offset, NO_OFFSET),
                choice(layout, Layout.NCHW),
                new ImageFit(
                        choice(resize, Resize.STRETCH),
                        requireNonNullElse(resizeWidth, width),
                        requireNonNullElse(resizeHeight, height),
                        choice(position, Position.CENTER),
                        requireNonNullElse(pad, ImageFit.BLACK)),
                requireNonNullElse(mean, ImageAdapter.NO_MEAN),
                requireNonNullElse(std, ImageAdapter.NO_STD),
                requireNonNullElse(exifOrientation, true));
    }
}
