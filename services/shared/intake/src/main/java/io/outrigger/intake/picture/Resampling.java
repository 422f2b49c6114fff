package io.outrigger.intake.picture;

import io.outrigger.intake.picture.Placement.Span;
import io.outrigger.registry.ImageAdapter.Filter;

/**
 * Which source pixels make one target pixel, along one axis, with their shares.
 *
 * <p>The filters are Pillow's: when shrinking, bilinear and bicubic widen with the ratio, so no pixel is skipped; bicubic has
 * a = −0.5. Area weighs each source pixel by how much of it lies under the target pixel. At the same size every filter is the
 * identity. OpenCV's bilinear is {@link OpenCvBilinear}'s.
 *
 * @param first index of the first source pixel, for each target pixel
 * @param shares of the source pixels from there on; they add up to 1
 */
record Resampling(int[] first, float[][] shares) {

    private static final double BICUBIC_A = -0.5;

    /** For the target pixels that are seen. */
    static Resampling of(int from, Span to, Filter filter) {
        int[] first = new int[to.count()];
        float[][] shares = new float[to.count()][];
        double ratio = (double) from / to.resized();
        for (int i = 0; i < to.count(); i++) {
            int target = to.first() + i;
            Weights weights = switch (filter) {
                case NEAREST -> new Weights(Math.min(from - 1, (int) ((target + 0.5) * ratio)), new double[] {1});
                case AREA -> area(target, ratio, from);
                case BILINEAR, BICUBIC -> kernel(target, ratio, from, filter);
                case BILINEAR_OPENCV -> throw new IllegalArgumentException(filter + " has an arithmetic of its own");
            };
            first[i] = weights.first;
            shares[i] = weights.normalized();
        }
        return new Resampling(first, shares);
    }

    /** The source pixel behind the last one that has a share in a target pixel. */
    int end(int target) {
        return first[target] + shares[target].length;
    }

    private static Weights area(int target, double ratio, int from) {
        double begin = target * ratio;
        double end = Math.min(from, (target + 1) * ratio);
        int low = (int) begin;
        int high = Math.max(low + 1, Math.min(from, (int) Math.ceil(end - 1e-9)));
        double[] weights = new double[high - low];
        for (int x = low; x < high; x++) {
            weights[x - low] = Math.max(0, Math.min(end, x + 1) - Math.max(begin, x));
        }
        return new Weights(low, weights);
    }

    private static Weights kernel(int target, double ratio, int from, Filter filter) {
        double widening = Math.max(1, ratio);
        double support = (filter == Filter.BICUBIC ? 2 : 1) * widening;
        double center = (target + 0.5) * ratio;
        int low = Math.max(0, (int) (center - support + 0.5));
        int high = Math.min(from, (int) (center + support + 0.5));
        double[] weights = new double[high - low];
        for (int x = low; x < high; x++) {
            double distance = Math.abs((x + 0.5 - center) / widening);
            weights[x - low] = filter == Filter.BICUBIC ? bicubic(distance) : Math.max(0, 1 - distance);
        }
        return new Weights(low, weights);
    }

    private static double bicubic(double x) {
        if (x < 1) {
            return ((BICUBIC_A + 2) * x - (BICUBIC_A + 3)) * x * x + 1;
        }
        return x < 2 ? ((x - 5) * x + 8) * x * BICUBIC_A - 4 * BICUBIC_A : 0;
    }

    private record Weights(int first, double[] values) {

        float[] normalized() {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            float[] shares = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                shares[i] = (float) (values[i] / sum);
            }
            return shares;
        }
    }
}
