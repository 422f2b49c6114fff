package io.outrigger.intake.picture;

import io.outrigger.intake.picture.Placement.Span;

/**
 * Bilinear as OpenCV's {@code resize} computes it for bytes, to the bit.
 *
 * <p>Each target pixel is made of the two by two source pixels around its centre, however much smaller it gets; shares have 11 bits, and
 * what is computed from them is cut off where OpenCV cuts it off. Half of exactly both sides is the average of four, as it is there.
 */
final class OpenCvBilinear {

    private static final int ONE = 1 << 11;

    private final byte[] plane;
    private final int width;
    private final int height;
    private final Placement placement;

    private OpenCvBilinear(byte[] plane, int width, int height, Placement placement) {
        this.plane = plane;
        this.width = width;
        this.height = height;
        this.placement = placement;
    }

    /** Puts the part of a resized plane that is seen onto the canvas. */
    static void resize(byte[] plane, int width, int height, Placement placement, Canvas canvas) {
        var resize = new OpenCvBilinear(plane, width, height, placement);
        if (width == 2 * placement.across().resized() && height == 2 * placement.down().resized()) {
            resize.half(canvas);
        } else {
            resize.interpolate(canvas);
        }
    }

    private void half(Canvas canvas) {
        for (int row = 0; row < placement.down().count(); row++) {
            int to = canvas.index(placement, row);
            for (int column = 0; column < placement.across().count(); column++) {
                int from = 2 * ((placement.down().first() + row) * width + placement.across().first() + column);
                int sum = at(from) + at(from + 1) + at(from + width) + at(from + width + 1);
                canvas.values()[to + column] = sum + 2 >> 2;
            }
        }
    }

    private void interpolate(Canvas canvas) {
        Taps across = Taps.of(width, placement.across()).within(width);
        Taps down = Taps.of(height, placement.down());
        int[] upper = new int[placement.across().count()];
        int[] lower = new int[placement.across().count()];
        int held = Integer.MIN_VALUE;
        for (int row = 0; row < placement.down().count(); row++) {
            int y = down.first[row];
            if (y != held) {
                if (y == held + 1) {
                    int[] next = upper;
                    upper = lower;
                    lower = next;
                } else {
                    row(y, across, upper);
                }
                row(y + 1, across, lower);
                held = y;
            }
            int to = canvas.index(placement, row);
            for (int column = 0; column < upper.length; column++) {
                canvas.values()[to + column] = ((down.near[row] * (upper[column] >> 4) >> 16) + (down.far[row] * (lower[column] >> 4) >> 16)
                        + 2) >> 2;
            }
        }
    }

    /** One source row, the nearest there is, at the width seen. */
    private void row(int y, Taps across, int[] resized) {
        int begin = Math.clamp(y, 0, height - 1) * width;
        for (int column = 0; column < resized.length; column++) {
            int x = across.first[column];
            resized[column] = at(begin + x) * across.near[column] + at(begin + Math.min(x + 1, width - 1)) * across.far[column];
        }
    }

    private int at(int index) {
        return plane[index] & 0xff;
    }

    /** For each pixel seen along an axis, the first of its two source pixels and the shares of both. */
    private record Taps(int[] first, int[] near, int[] far) {

        static Taps of(int from, Span span) {
            Taps taps = new Taps(new int[span.count()], new int[span.count()], new int[span.count()]);
            double ratio = 1 / ((double) span.resized() / from);
            for (int i = 0; i < span.count(); i++) {
                float center = (float) ((span.first() + i + 0.5) * ratio - 0.5);
                int low = (int) Math.floor(center);
                float share = center - low;
                taps.first[i] = low;
                taps.near[i] = (int) Math.rint((1 - share) * ONE);
                taps.far[i] = (int) Math.rint(share * ONE);
            }
            return taps;
        }

        /** Beyond an edge the pixel at the edge counts alone. */
        Taps within(int size) {
            for (int i = 0; i < first.length; i++) {
                if (first[i] < 0 || first[i] >= size - 1) {
                    first[i] = first[i] < 0 ? 0 : size - 1;
                    near[i] = ONE;
                    far[i] = 0;
                }
            }
            return this;
        }
    }
}
