package io.outrigger.intake.picture;

import static io.outrigger.intake.picture.PictureConversionTest.convert;
import static io.outrigger.intake.picture.PictureConversionTest.png;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.ImageFit;
import io.outrigger.registry.ImageFit.Position;
import io.outrigger.registry.ImageFit.Resize;
import java.awt.image.BufferedImage;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pad, crop, letterbox, mean and std, OpenCV's filter: with values worked out by hand. */
class VisionAdapterTest {

    private static final List<Double> ONE = List.of(1.0);
    private static final List<Double> ZERO = List.of(0.0);
    private static final byte[] FOUR = png(4, 1, BufferedImage.TYPE_INT_RGB, 0, 0x282828, 0x505050, 0xc8c8c8);

    @Test
    void padsAroundALetterboxedPicture() {
        byte[] file = png(2, 1, BufferedImage.TYPE_INT_RGB, 0x0a0a0a, 0x141414);

        assertThat(convert(file, gray(2, 3, fit(Resize.LETTERBOX, 2, 3, Position.CENTER, 114))))
                .containsExactly(114, 114, 10, 20, 114, 114);
        assertThat(convert(file, gray(2, 3, fit(Resize.LETTERBOX, 2, 3, Position.TOP_LEFT, 114))))
                .containsExactly(10, 20, 114, 114, 114, 114);
        assertThat(convert(file, gray(4, 3, fit(Resize.NONE, 4, 3, Position.CENTER, 7))))
                .containsExactly(7, 7, 7, 7, 7, 10, 20, 7, 7, 7, 7, 7);
    }

    @Test
    void padIsAPicturesValueInItsOrderOfChannels() {
        byte[] file = png(1, 1, BufferedImage.TYPE_INT_RGB, 0x0a141e);
        ImageFit fit = new ImageFit(Resize.NONE, 2, 1, Position.TOP_LEFT, List.of(1.0, 2.0, 3.0));

        assertThat(convert(file, adapter(2, 1, Color.RGB, Layout.NHWC, fit, ONE, ZERO, ONE))).containsExactly(10, 20, 30, 1, 2, 3);
        assertThat(convert(file, adapter(2, 1, Color.BGR, Layout.NHWC, fit, ONE, ZERO, ONE))).containsExactly(30, 20, 10, 3, 2, 1);
        ImageAdapter inverted = new ImageAdapter("x", 2, 1, Filter.AREA, Color.RGB, true, List.of(0.5), ZERO, Layout.NHWC, fit,
                List.of(100.0), List.of(2.0), true);
        assertThat(convert(file, inverted)).as("inverted and normalized like the rest")
                .containsExactly(11.25f, 8.75f, 6.25f, 13.5f, 13.25f, 13);
    }

    @Test
    void cutsOutTheMiddle() {
        byte[] file = png(5, 3, BufferedImage.TYPE_INT_RGB, IntStream.range(0, 15).map(i -> i * 0x010101).toArray());

        assertThat(convert(file, gray(3, 1, fit(Resize.NONE, 3, 1, Position.CENTER, 0)))).containsExactly(6, 7, 8);
        assertThat(convert(file, gray(3, 1, fit(Resize.NONE, 3, 1, Position.TOP_LEFT, 0)))).containsExactly(0, 1, 2);
        assertThat(convert(file, gray(3, 1, fit(Resize.STRETCH, 5, 3, Position.CENTER, 0)))).containsExactly(6, 7, 8);
        // Covered: 5 x 3 becomes 10 x 6 in blocks, of which the middle 4 x 2 is seen.
        assertThat(convert(file, gray(4, 2, fit(Resize.COVER, 6, 6, Position.CENTER, 0)))).containsExactly(6, 7, 7, 8, 6, 7, 7, 8);
    }

    @Test
    void meanAndStdGoByThePicturesChannelsAndScaleAndOffsetByTheTensors() {
        byte[] file = png(1, 1, BufferedImage.TYPE_INT_RGB, 0x0a141e);
        ImageFit fit = ImageFit.stretched(1, 1);
        List<Double> mean = List.of(1.0, 2.0, 4.0);
        List<Double> std = List.of(1.0, 2.0, 4.0);

        assertThat(convert(file, adapter(1, 1, Color.RGB, Layout.NCHW, fit, ONE, mean, std))).containsExactly(9, 9, 6.5f);
        assertThat(convert(file, adapter(1, 1, Color.BGR, Layout.NCHW, fit, ONE, mean, std))).containsExactly(6.5f, 9, 9);
        assertThat(convert(file, adapter(1, 1, Color.BGR, Layout.NCHW, fit, List.of(1.0, 2.0, 3.0), ZERO, ONE)))
                .as("scale, as it always was").containsExactly(30, 40, 30);
        // torchvision: (v / 255 − mean) / std.
        float[] imageNet = convert(file, adapter(1, 1, Color.RGB, Layout.NCHW, fit, List.of(1 / 255.0), List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225)));
        assertThat(imageNet[0]).isCloseTo((10 / 255f - 0.485f) / 0.229f, within(1e-6f));
        assertThat(imageNet[1]).isCloseTo((20 / 255f - 0.456f) / 0.224f, within(1e-6f));
        assertThat(imageNet[2]).isCloseTo((30 / 255f - 0.406f) / 0.225f, within(1e-6f));
    }

    @Test
    void opencvsBilinearCountsTwoPixelsHoweverMuchIsLeftOut() {
        // Centres at 0.5 and 2.5 of a row: the mean of the first two and of the last two.
        assertThat(opencv(FOUR, 2, 1)).containsExactly(20, 140);
        // Centres at 1/6, 3/2 and 17/6: 40 ÷ 6 is rounded, 0.5 and 5/6 come out even.
        assertThat(opencv(FOUR, 3, 1)).containsExactly(7, 60, 180);
        // The quarter points, the half rounded up.
        assertThat(opencv(png(2, 1, BufferedImage.TYPE_INT_RGB, 0, 0x020202), 4, 1)).containsExactly(0, 1, 2, 2);
        assertThat(opencv(FOUR, 1, 1)).containsExactly(60);
        byte[] square = png(2, 2, BufferedImage.TYPE_INT_RGB, 0, 0x010101, 0x010101, 0);
        assertThat(opencv(square, 1, 1)).as("half of both sides is the mean, rounded").containsExactly(1);
        assertThat(opencv(square, 2, 2)).containsExactly(0, 1, 1, 0);
    }

    @ParameterizedTest
    @EnumSource(Filter.class)
    void cropsWhatItWouldHaveResized(Filter filter) {
        int[] colors = IntStream.range(0, 37 * 23).map(i -> (i * 7919 & 0xff) * 0x010101).toArray();
        byte[] file = png(37, 23, BufferedImage.TYPE_INT_RGB, colors);
        for (int size : new int[] {12, 31, 64}) {
            ImageFit whole = ImageFit.stretched(size, size);
            float[] all = convert(file, with(filter, gray(size, size, whole)));
            float[] middle = convert(file, with(filter, gray(8, 6, whole)));
            int left = (int) Math.rint((size - 8) / 2.0);
            int top = (int) Math.rint((size - 6) / 2.0);
            for (int i = 0; i < middle.length; i++) {
                assertThat(middle[i]).as("%s to %d, element %d", filter, size, i).isEqualTo(all[(top + i / 8) * size + left + i % 8]);
            }
        }
    }

    /** One pixel wide and as long as may be: covering a square makes it four million pixels long, of which a hundred are computed. */
    @ParameterizedTest
    @EnumSource(Filter.class)
    void neverHoldsMoreThanThePictureAndTheTensor(Filter filter) {
        int[] colors = IntStream.range(0, 4_096).map(i -> (i >> 4) * 0x010101).toArray();
        byte[] file = png(1, 4_096, BufferedImage.TYPE_INT_RGB, colors);
        var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (ImageFit fit : List.of(fit(Resize.COVER, 8_192, 8_192, Position.CENTER, 0), fit(Resize.STRETCH, 8_192, 4, Position.CENTER, 0),
                fit(Resize.LETTERBOX, 8_192, 8_192, Position.CENTER, 0))) {
            ImageAdapter adapter = with(filter, gray(2_048, 4, fit));
            long before = thread.getCurrentThreadAllocatedBytes();

            float[] elements = convert(file, adapter);

            assertThat(thread.getCurrentThreadAllocatedBytes() - before).as("%s, %s", filter, fit.resize()).isLessThan(16L << 20);
            assertThat(elements).as("%s, %s", filter, fit.resize()).hasSize(2_048 * 4);
        }
        for (float element : convert(file, with(filter, gray(2_048, 4, fit(Resize.COVER, 8_192, 8_192, Position.CENTER, 0))))) {
            assertThat(element).isCloseTo(127.5f, within(1f));
        }
    }

    @Test
    void leavesNoPixelsOutWhereEachCountsAndTakesTheTurnsOfSeveralInstead() {
        PictureFile photograph = new PictureFile("jpeg", 5_000, 3_000, Orientation.TO_BE_TURNED_RIGHT, 1, new byte[0]);
        ImageAdapter stretched = gray(224, 224, ImageFit.stretched(224, 224));

        assertThat(PictureConversion.of(photograph, with(Filter.BILINEAR_OPENCV, stretched)).decodedPixels()).isEqualTo(15_000_000);
        assertThat(PictureConversion.of(photograph, gray(224, 224, fit(Resize.NONE, 224, 224, Position.CENTER, 0))).decodedPixels())
                .isEqualTo(15_000_000);
        assertThat(PictureConversion.of(photograph, stretched).decodedPixels()).isEqualTo(2_500 * 1_500);
        ImageAdapter tall = gray(1_500, 2_500, ImageFit.stretched(1_500, 2_500));
        assertThat(PictureConversion.of(photograph, tall).decodedPixels()).as("turned, it is just twice as large")
                .isEqualTo(15_000_000);
    }

    private static float[] opencv(byte[] file, int width, int height) {
        return convert(file, with(Filter.BILINEAR_OPENCV, gray(width, height, ImageFit.stretched(width, height))));
    }

    private static ImageFit fit(Resize resize, int width, int height, Position position, double pad) {
        return new ImageFit(resize, width, height, position, List.of(pad));
    }

    private static ImageAdapter gray(int width, int height, ImageFit fit) {
        return adapter(width, height, Color.GRAY, Layout.FLAT, fit, ONE, ZERO, ONE);
    }

    private static ImageAdapter with(Filter filter, ImageAdapter other) {
        return new ImageAdapter(other.tensor(), other.width(), other.height(), filter, other.color(), other.invert(), other.scale(),
                other.offset(), other.layout(), other.fit(), other.mean(), other.std(), other.exifOrientation());
    }

    private static ImageAdapter adapter(int width, int height, Color color, Layout layout, ImageFit fit, List<Double> scale,
            List<Double> mean, List<Double> std) {
        return new ImageAdapter("x", width, height, Filter.AREA, color, false, scale, ZERO, layout, fit, mean, std, true);
    }
}
