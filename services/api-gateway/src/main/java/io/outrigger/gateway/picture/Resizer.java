package io.outrigger.gateway.picture;

import io.outrigger.registryview.ImageAdapter.Filter;

/** Brings a picture to the model's size: rows first, then columns; values stay between 0 and 255 and are not rounded. */
final class Resizer {

    private Resizer() {
    }

    /** Planes of the new size, row by row. */
    static float[][] resize(Pixels picture, int width, int height, Filter filter) {
        Resampling across = Resampling.of(picture.width(), width, filter);
        Resampling down = Resampling.of(picture.height(), height, filter);
        float[][] planes = new float[picture.planes().length][];
        for (int plane = 0; plane < planes.length; plane++) {
            planes[plane] = picture.width() == width && picture.height() == height
                    ? floats(picture.planes()[plane])
                    : columns(rows(picture.planes()[plane], picture.width(), across), width, down);
        }
        return planes;
    }

    private static float[] floats(byte[] plane) {
        float[] values = new float[plane.length];
        for (int i = 0; i < plane.length; i++) {
            values[i] = plane[i] & 0xff;
        }
        return values;
    }

    private static float[] rows(byte[] plane, int sourceWidth, Resampling across) {
        int width = across.first().length;
        int height = plane.length / sourceWidth;
        float[] resized = new float[Math.multiplyExact(width, height)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = y * sourceWidth + across.first()[x];
                float sum = 0;
                for (float share : across.shares()[x]) {
                    sum += share * (plane[from++] & 0xff);
                }
                resized[y * width + x] = sum;
            }
        }
        return resized;
    }

    private static float[] columns(float[] plane, int width, Resampling down) {
        int height = down.first().length;
        float[] resized = new float[Math.multiplyExact(width, height)];
        for (int y = 0; y < height; y++) {
            float[] shares = down.shares()[y];
            for (int x = 0; x < width; x++) {
                int from = down.first()[y] * width + x;
                float sum = 0;
                for (float share : shares) {
                    sum += share * plane[from];
                    from += width;
                }
                resized[y * width + x] = Math.clamp(sum, 0f, 255f);
            }
        }
        return resized;
    }
}
