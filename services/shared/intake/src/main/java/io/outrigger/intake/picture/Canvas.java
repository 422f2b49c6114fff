package io.outrigger.intake.picture;

import java.util.Arrays;

/**
 * One channel at the tensor's size, which a resized picture is put onto; values are 0 to 255 and are not rounded.
 *
 * @param values row by row
 */
record Canvas(int width, int height, float[] values) {

    static Canvas of(int width, int height) {
        return new Canvas(width, height, new float[Math.multiplyExact(width, height)]);
    }

    void fill(float value) {
        Arrays.fill(values, value);
    }

    /** Index of the first pixel of a seen row. */
    int index(Placement placement, int row) {
        return (placement.down().at() + row) * width + placement.across().at();
    }
}
