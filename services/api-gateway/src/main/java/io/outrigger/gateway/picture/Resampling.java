package io.outrigger.gateway.picture;

import io.outrigger.registryview.ImageAdapter.Filter;

/**
 * Which source pixels make one target pixel, along one axis, with their shares.
 *
 * <p>The filters are Pillow's: when shrinking, bilinear and bicubic widen with the ratio, so no pixel is skipped; bicubic has
 * a = −0.5. Area weighs each source pixel by how much of it lies under the target pixel. At the same size every filter is the
 * identity.
 *
 * @param first index of the first source pixel, for each target pixel
 * @param shares of the source pixels from there on; they add up to 1
 */
record Resampling(int[] first, float[][] shares) {

    private static final double BICUBIC_A = -0.5;

    static Resampling of(int from, int to, Filter filter) {
        int[] first = new int[to];
        float[][] shares = new float[to][];
        double ratio = (double) from / to;
        for (int i = 0; i < to; i++) {
            double[] weights = switch (filter) {
                case NEAREST -> nearest(i, ratio, from, first);
                case AREA -> area(i, ratio, from, first);
                case BILINEAR, BICUBIC -> kernel(i, ratio, from, filter, first);
            };
            shares[i] = normalized(weights);
        }
        return new Resampling(first, shares);
    }

    private static double[] nearest(int target, double ratio, int from, int[] first) {
        first[target] = Math.min(from - 1, (int) ((target + 0.5) * ratio));
        return new double[] {1};
    }

    private static double[] area(int target, double ratio, int from, int[] first) {
        double begin = target * ratio;
        double end = Math.min(from, (target + 1) * ratio);
        int low = (int) begin;
        int high = Math.max(low + 1, Math.min(from, (int) Math.ceil(end - 1e-9)));
        double[] weights = new double[high - low];
        for (int x = low; x < high; x++) {
            weights[x - low] = Math.max(0, Math.min(end, x + 1) - Math.max(begin, x));
        }
        first[target] = low;
        return weights;
    }

    private static double[] kernel(int target, double ratio, int from, Filter filter, int[] first) {
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
        first[target] = low;
        return weights;
    }

    private static double bicubic(double x) {
        if (x < 1) {
            return ((BICUBIC_A + 2) * x - (BICUBIC_A + 3)) * x * x + 1;
        }
        return x < 2 ? ((x - 5) * x + 8) * x * BICUBIC_A - 4 * BICUBIC_A : 0;
    }

    private static float[] normalized(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        float[] shares = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            shares[i] = (float) (weights[i] / sum);
        }
        return shares;
    }
}
