package io.outrigger.intake.picture;

import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageFit;
import io.outrigger.registry.ImageFit.Position;

/**
 * Where a picture comes to lie in the tensor, axis by axis.
 *
 * <p>Sizes and places are rounded as the programs do that models are trained with: a letterboxed side to the nearest and its left margin
 * down, as Ultralytics does; the longer side of what covers down and the crop to the nearest, as torchvision does. Only the part that is
 * seen is ever computed, so the resized picture as a whole may be of any size.
 */
record Placement(Span across, Span down) {

    /**
     * One axis.
     *
     * @param resized pixels of the whole resized picture
     * @param first the first of them that is seen
     * @param count how many are seen
     * @param at where the first one lies in the tensor
     */
    record Span(int resized, int first, int count, int at) {

        static Span of(int resized, int target, Position position) {
            boolean center = position == Position.CENTER;
            if (resized >= target) {
                return new Span(resized, center ? (int) Math.rint((resized - target) / 2.0) : 0, target, 0);
            }
            return new Span(resized, 0, resized, center ? (target - resized) / 2 : 0);
        }
    }

    /** @param width of the upright picture */
    static Placement of(ImageAdapter adapter, int width, int height) {
        ImageFit fit = adapter.fit();
        double perWidth = (double) fit.width() / width;
        double perHeight = (double) fit.height() / height;
        return switch (fit.resize()) {
            case STRETCH -> placed(adapter, fit.width(), fit.height());
            case NONE -> placed(adapter, width, height);
            case LETTERBOX -> {
                double ratio = Math.min(perWidth, perHeight);
                yield placed(adapter, (int) Math.rint(width * ratio), (int) Math.rint(height * ratio));
            }
            case COVER -> (long) fit.width() * height >= (long) fit.height() * width
                    ? placed(adapter, fit.width(), (int) ((long) fit.width() * height / width))
                    : placed(adapter, (int) ((long) fit.height() * width / height), fit.height());
        };
    }

    private static Placement placed(ImageAdapter adapter, int width, int height) {
        Position position = adapter.fit().position();
        return new Placement(
                Span.of(Math.max(1, width), adapter.width(), position), Span.of(Math.max(1, height), adapter.height(), position));
    }
}
