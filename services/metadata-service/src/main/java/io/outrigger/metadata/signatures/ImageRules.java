package io.outrigger.metadata.signatures;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.registry.AdapterWords;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageFit;
import io.outrigger.registry.ImageFit.Position;
import io.outrigger.registry.ImageFit.Resize;
import java.util.List;

/** What the numbers of a picture's adapter must be among themselves: right in count and range, and none that would do nothing. */
final class ImageRules {

    private static final double VALUE_MAX = 255;

    private ImageRules() {
    }

    static void check(ImageAdapter image) {
        int channels = image.color().channels();
        requireCount("scale", image.scale(), channels);
        requireCount("offset", image.offset(), channels);
        requireCount("mean", image.mean(), channels);
        requireCount("std", image.std(), channels);
        requireCount("pad", image.fit().pad(), channels);
        checkPlacing(image);
        checkNormalization(image);
    }

    private static void checkPlacing(ImageAdapter image) {
        ImageFit fit = image.fit();
        for (double value : fit.pad()) {
            if (value < 0 || value > VALUE_MAX) {
                throw wrong("Field 'adapter.image.pad' must be from 0 to 255, as a picture's values are; found " + value + ".");
            }
        }
        if (!fit.pad().equals(ImageFit.BLACK) && !mayBeSmaller(image)) {
            throw wrong("Field 'adapter.image.pad' fills what a picture leaves free of " + image.width() + " × " + image.height()
                    + ", and with 'resize': " + resized(fit) + " it leaves nothing; leave it out, or resize by letterbox or none.");
        }
        boolean exact = fit.resize() == Resize.STRETCH && fit.width() == image.width() && fit.height() == image.height();
        if (fit.position() != Position.CENTER && exact) {
            throw wrong("Field 'adapter.image.position' says where a picture is placed or cut out, and one that is stretched to "
                    + image.width() + " × " + image.height() + " is neither; leave it out, or say 'resize'.");
        }
    }

    /** Whether a resized picture may leave something of the tensor free. */
    private static boolean mayBeSmaller(ImageAdapter image) {
        ImageFit fit = image.fit();
        return switch (fit.resize()) {
            case LETTERBOX, NONE -> true;
            case STRETCH, COVER -> fit.width() < image.width() || fit.height() < image.height();
        };
    }

    private static String resized(ImageFit fit) {
        return AdapterWords.word(fit.resize()) + " to " + fit.width() + " × " + fit.height();
    }

    /** Mean and std are in the picture's order of channels, scale and offset in the tensor's: an adapter has one of the two. */
    private static void checkNormalization(ImageAdapter image) {
        for (double std : image.std()) {
            if (!(std > 0)) {
                throw wrong("Field 'adapter.image.std' divides, so it must be above 0; found " + std + ".");
            }
        }
        boolean byPicture = !image.mean().equals(ImageAdapter.NO_MEAN) || !image.std().equals(ImageAdapter.NO_STD);
        if (byPicture && image.offset().stream().anyMatch(offset -> offset != 0)) {
            throw wrong("Fields 'adapter.image.offset' and 'adapter.image.mean' both shift the values; use mean and std with scale, or "
                    + "scale and offset. Found offset " + image.offset() + ", mean " + image.mean() + " and std " + image.std() + ".");
        }
        if (byPicture && image.scale().size() > 1) {
            throw wrong("Field 'adapter.image.scale' must be one number beside mean and std, which have one for each channel; found "
                    + image.scale() + ".");
        }
        double scale = image.scale().stream().mapToDouble(Math::abs).max().orElse(1);
        double shift = Math.max(image.offset().stream().mapToDouble(Math::abs).max().orElse(0),
                image.mean().stream().mapToDouble(Math::abs).max().orElse(0));
        double std = image.std().stream().mapToDouble(Double::doubleValue).min().orElse(1);
        if (!Float.isFinite((float) ((scale * VALUE_MAX + shift) / std))) {
            throw wrong("Fields 'scale', 'offset', 'mean' and 'std' of adapter.image must keep a picture's values finite as FP32; "
                    + "found " + image.scale() + ", " + image.offset() + ", " + image.mean() + " and " + image.std() + ".");
        }
    }

    private static void requireCount(String field, List<Double> numbers, int channels) {
        if (numbers.size() != 1 && numbers.size() != channels) {
            throw wrong("Field 'adapter.image." + field + "' must have 1 number or one for each of the " + channels + " channels; found "
                    + numbers.size() + ".");
        }
    }

    private static ServiceException wrong(String sentence) {
        return new ServiceException(ErrorCode.INVALID_FIELD, sentence);
    }
}
