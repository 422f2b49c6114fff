package io.outrigger.intake.picture;

import com.google.protobuf.ByteString;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageFit.Resize;
import java.util.List;

/**
 * One picture on its way into a tensor: decoded and turned upright in one pass, then channel by channel resized to its place on a canvas
 * and written as elements.
 *
 * @param step every how many-th pixel is decoded, in both directions
 */
record PictureConversion(PictureFile file, ImageAdapter adapter, Orientation orientation, Placement placement, int step) {

    /** What is to be done; nothing is decoded yet. */
    static PictureConversion of(PictureFile file, ImageAdapter adapter) {
        Orientation orientation = adapter.exifOrientation() ? file.orientation() : Orientation.UPRIGHT;
        int width = orientation.width(file.width(), file.height());
        int height = orientation.height(file.width(), file.height());
        Placement placement = Placement.of(adapter, width, height);
        // Where each pixel counts as it is, leaving some out would be seen.
        boolean whole = adapter.fit().resize() == Resize.NONE || adapter.filter() == Filter.BILINEAR_OPENCV;
        int step = whole ? 1 : PictureDecoder.step(width, height, placement.across().resized(), placement.down().resized());
        return new PictureConversion(file, adapter, orientation, placement, step);
    }

    /** Pixels that are held in memory at once. */
    long decodedPixels() {
        return (long) Math.ceilDiv(file.width(), step) * Math.ceilDiv(file.height(), step);
    }

    /** The tensor's elements. */
    ByteString elements(Datatype datatype) {
        Pixels pixels = PictureDecoder.decode(file, step, orientation, adapter.color() == Color.GRAY);
        Canvas canvas = Canvas.of(adapter.width(), adapter.height());
        TensorWriter tensor = new TensorWriter(adapter, datatype);
        for (int plane = 0; plane < pixels.planes().length; plane++) {
            canvas.fill(pad(plane));
            Resizer.resize(pixels, plane, adapter.filter(), placement, canvas);
            tensor.write(plane, canvas);
        }
        return tensor.bytes();
    }

    private float pad(int plane) {
        List<Double> pad = adapter.fit().pad();
        return pad.get(pad.size() == 1 ? 0 : plane).floatValue();
    }
}
