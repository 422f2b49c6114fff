package io.outrigger.intake.picture;

import io.outrigger.registry.ImageAdapter.Filter;
import java.util.Arrays;

/** Brings one plane of a picture to its size and its place on a canvas. */
final class Resizer {

    private Resizer() {
    }

    static void resize(Pixels picture, int plane, Filter filter, Placement placement, Canvas canvas) {
        byte[] values = picture.planes()[plane];
        if (picture.width() == placement.across().resized() && picture.height() == placement.down().resized()) {
            copy(values, picture.width(), placement, canvas);
        } else if (filter == Filter.BILINEAR_OPENCV) {
            OpenCvBilinear.resize(values, picture.width(), picture.height(), placement, canvas);
        } else {
            convolve(values, picture.width(), Resampling.of(picture.width(), placement.across(), filter),
                    Resampling.of(picture.height(), placement.down(), filter), placement, canvas);
        }
    }

    private static void copy(byte[] plane, int width, Placement placement, Canvas canvas) {
        for (int row = 0; row < placement.down().count(); row++) {
            int from = (placement.down().first() + row) * width + placement.across().first();
            int to = canvas.index(placement, row);
            for (int column = 0; column < placement.across().count(); column++) {
                canvas.values()[to + column] = plane[from + column] & 0xff;
            }
        }
    }

    /**
     * Each source row is resized across once and added to all target rows that it has a share in, so a single row is all that is held
     * between the two directions, however long and narrow a picture is.
     */
    private static void convolve(byte[] plane, int width, Resampling across, Resampling down, Placement placement, Canvas canvas) {
        int columns = placement.across().count();
        int rows = placement.down().count();
        float[] values = canvas.values();
        for (int row = 0; row < rows; row++) {
            int to = canvas.index(placement, row);
            Arrays.fill(values, to, to + columns, 0);
        }
        float[] resized = new float[columns];
        int firstRow = 0;
        for (int y = down.first()[0]; y < down.end(rows - 1); y++) {
            while (down.end(firstRow) <= y) {
                firstRow++;
            }
            if (down.first()[firstRow] > y) {
                continue;
            }
            across(plane, y * width, across, resized);
            for (int row = firstRow; row < rows && down.first()[row] <= y; row++) {
                float share = down.shares()[row][y - down.first()[row]];
                int to = canvas.index(placement, row);
                for (int column = 0; column < columns; column++) {
                    values[to + column] += share * resized[column];
                }
            }
        }
        for (int row = 0; row < rows; row++) {
            int to = canvas.index(placement, row);
            for (int column = 0; column < columns; column++) {
                values[to + column] = Math.clamp(values[to + column], 0f, 255f);
            }
        }
    }

    private static void across(byte[] plane, int begin, Resampling across, float[] resized) {
        for (int column = 0; column < resized.length; column++) {
            int from = begin + across.first()[column];
            float sum = 0;
            for (float share : across.shares()[column]) {
                sum += share * (plane[from++] & 0xff);
            }
            resized[column] = sum;
        }
    }
}
