package io.outrigger.intake.picture;

import io.outrigger.registry.ImageAdapter;
import java.util.List;

/**
 * What a value of one channel becomes: element = value × scale + offset, with mean and std of the adapter worked into the two.
 *
 * @param invert whether the value is 255 − value first
 */
record Normalization(boolean invert, float scale, float offset) {

    /**
     * @param plane the channel's place in the picture (red, green, blue), which mean and std go by
     * @param channel its place in the tensor, which scale and offset go by
     */
    static Normalization of(ImageAdapter adapter, int plane, int channel) {
        double mean = number(adapter.mean(), plane, 0);
        double std = number(adapter.std(), plane, 1);
        return new Normalization(
                adapter.invert(),
                (float) (number(adapter.scale(), channel, 1) / std),
                (float) ((number(adapter.offset(), channel, 0) - mean) / std));
    }

    float element(float value) {
        return (invert ? 255 - value : value) * scale + offset;
    }

    private static double number(List<Double> numbers, int place, double standard) {
        return numbers.isEmpty() ? standard : numbers.get(numbers.size() == 1 ? 0 : place);
    }
}
