package io.outrigger.intake.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.testing.SamplePictures;
import java.awt.image.BufferedImage;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** From encoded pictures to elements, with values worked out by hand. */
class PictureConversionTest {

    private static final PictureLimits LIMITS = new PictureLimits(1 << 20, 1_000_000, 4_096, 2, Duration.ofSeconds(1));

    static List<Path> samples() {
        return SamplePictures.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isTheIdentityAtTheModelsSize(Path sample) throws Exception {
        byte[] file = SamplePictures.bytes(sample);
        var raster = javax.imageio.ImageIO.read(sample.toFile()).getRaster();
        ImageAdapter adapter = adapter(28, 28, Color.GRAY, true, List.of(1 / 255.0), List.of(0.25), Layout.NCHW);

        float[] elements = convert(file, adapter);

        for (int i = 0; i < elements.length; i++) {
            int value = 255 - raster.getSample(i % 28, i / 28, 0);
            assertThat(elements[i]).as("element %d", i).isEqualTo((float) value * (float) (1 / 255.0) + 0.25f);
        }
    }

    @Test
    void laysOutChannelsAsAsked() {
        byte[] file = png(2, 1, BufferedImage.TYPE_INT_RGB, 0x0a141e, 0x28323c);
        List<Double> one = List.of(1.0);
        List<Double> zero = List.of(0.0);

        assertThat(convert(file, adapter(2, 1, Color.RGB, false, one, zero, Layout.NCHW))).containsExactly(10, 40, 20, 50, 30, 60);
        assertThat(convert(file, adapter(2, 1, Color.RGB, false, one, zero, Layout.NHWC))).containsExactly(10, 20, 30, 40, 50, 60);
        assertThat(convert(file, adapter(2, 1, Color.BGR, false, one, zero, Layout.NHWC))).containsExactly(30, 20, 10, 60, 50, 40);
        assertThat(convert(file, adapter(2, 1, Color.BGR, false, one, zero, Layout.NCHW))).containsExactly(30, 60, 20, 50, 10, 40);
        assertThat(convert(file, adapter(2, 1, Color.RGB, false, one, zero, Layout.FLAT))).containsExactly(10, 20, 30, 40, 50, 60);
        assertThat(convert(file, adapter(2, 1, Color.RGB, true, List.of(1.0, 2.0, 0.5), List.of(0.0, 1.0, -1.0), Layout.NHWC)))
                .containsExactly(245, 471, 111.5f, 215, 411, 96.5f);
        assertThat(convert(file, adapter(2, 1, Color.GRAY, false, one, zero, Layout.NHWC)))
                .as("0.299 R + 0.587 G + 0.114 B, rounded").containsExactly(18, 48);
    }

    @Test
    void laysTransparencyOverWhite() {
        byte[] file = png(3, 1, BufferedImage.TYPE_INT_ARGB, 0x00000000, 0x80000000, 0xff000000);

        assertThat(convert(file, adapter(3, 1, Color.GRAY, false, List.of(), List.of(), Layout.NCHW))).containsExactly(255, 127, 0);
    }

    @Test
    void readsPalettesBitsAndSixteenBitGrays() {
        ImageAdapter adapter = adapter(2, 1, Color.GRAY, false, List.of(), List.of(), Layout.NCHW);
        BufferedImage sixteen = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        sixteen.getRaster().setSample(0, 0, 0, 0x8080);
        sixteen.getRaster().setSample(1, 0, 0, 65_535);

        assertThat(convert(SamplePictures.encode(sixteen, "png"), adapter)).containsExactly(128, 255);
        assertThat(convert(png(2, 1, BufferedImage.TYPE_BYTE_BINARY, 0xffffff, 0), adapter)).containsExactly(255, 0);
        assertThat(convert(png(2, 1, BufferedImage.TYPE_BYTE_INDEXED, 0xff0000, 0xffffff), adapter)).containsExactly(76, 255);
        BufferedImage gray = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        gray.getRaster().setSample(0, 0, 0, 100);
        gray.getRaster().setSample(1, 0, 0, 1);
        assertThat(convert(SamplePictures.encode(gray, "png"), adapter)).as("no gamma is applied").containsExactly(100, 1);
    }

    @Test
    void shrinksAndEnlargesAsTheFilterSays() {
        byte[] file = png(4, 1, BufferedImage.TYPE_INT_RGB, 0, 0x282828, 0x505050, 0xc8c8c8);

        assertThat(resized(file, 2, Filter.NEAREST)).containsExactly(40, 200);
        assertThat(resized(file, 2, Filter.AREA)).containsExactly(20, 140);
        // Triangles of twice the width: (0·3 + 40·3 + 80·1)/7 and (40·1 + 80·3 + 200·3)/7.
        assertThat(resized(file, 2, Filter.BILINEAR)).usingElementComparator(near()).containsExactly(200 / 7f, 880 / 7f);
        assertThat(resized(file, 8, Filter.AREA)).containsExactly(0, 0, 40, 40, 80, 80, 200, 200);
        // At 3/4 and 1/4 between neighbours; the first and last have one neighbour only.
        assertThat(resized(file, 8, Filter.BILINEAR)).usingElementComparator(near()).containsExactly(0f, 10f, 30f, 50f, 70f, 110f, 170f,
                200f);
        assertThat(resized(file, 3, Filter.AREA)).as("a third of a pixel more on each side").usingElementComparator(near())
                .containsExactly(10f, 60f, 170f);
        assertThat(resized(file, 8, Filter.BICUBIC)[7]).as("overshoot is kept below 255").isBetween(200f, 255f);
    }

    @ParameterizedTest
    @EnumSource(Filter.class)
    void keepsAFlatPictureFlat(Filter filter) {
        byte[] file = png(7, 5, BufferedImage.TYPE_INT_RGB, java.util.stream.IntStream.generate(() -> 0x646464).limit(35).toArray());

        for (float element : convert(file, new ImageAdapter("x", 3, 9, filter, Color.GRAY, false, List.of(), List.of(), Layout.FLAT))) {
            assertThat(element).isCloseTo(100, within(0.001f));
        }
    }

    @Test
    void writesTheDatatypeOfTheTensor() {
        Canvas canvas = new Canvas(3, 1, new float[] {0, 127.5f, 255});
        ImageAdapter adapter = adapter(3, 1, Color.GRAY, false, List.of(2.0), List.of(-100.0), Layout.FLAT);

        assertThat(written(canvas, adapter, Datatype.UINT8).toByteArray()).as("clamped").containsExactly(0, 155, 255);
        assertThat(written(canvas, adapter, Datatype.INT8).toByteArray()).containsExactly(-100, 127, 127);
        assertThat(written(canvas, adapter, Datatype.INT16).toByteArray()).containsExactly(-100, -1, 155, 0, 0x9a, 1);
        assertThat(written(canvas, adapter, Datatype.FP16).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getShort(2))
                .isEqualTo(Float.floatToFloat16(155));
        assertThat(written(canvas, adapter, Datatype.BF16).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getShort(2))
                .isEqualTo((short) (Float.floatToIntBits(155) >> 16));
        assertThat(written(canvas, adapter, Datatype.FP64).size()).isEqualTo(24);
    }

    @Test
    void leavesPixelsOutOfHugePicturesOnly() {
        assertThat(PictureDecoder.step(2_000, 2_000, 224, 224)).isEqualTo(1);
        assertThat(PictureDecoder.step(5_000, 5_000, 28, 28)).isEqualTo(3);
        assertThat(PictureDecoder.step(5_000, 5_000, 2_000, 2_000)).isEqualTo(1);
        assertThat(PictureDecoder.step(16_000, 300, 28, 28)).isEqualTo(2);
    }

    static float[] convert(byte[] file, ImageAdapter adapter) {
        PictureFile read = PngFile.is(file) ? PngFile.read(file, LIMITS) : JpegFile.read(file, LIMITS);
        return floats(PictureConversion.of(read, adapter).elements(Datatype.FP32));
    }

    private static ByteString written(Canvas canvas, ImageAdapter adapter, Datatype datatype) {
        TensorWriter tensor = new TensorWriter(adapter, datatype);
        tensor.write(0, canvas);
        return tensor.bytes();
    }

    private static float[] resized(byte[] file, int width, Filter filter) {
        return convert(file, new ImageAdapter("x", width, 1, filter, Color.GRAY, false, List.of(), List.of(), Layout.FLAT));
    }

    static float[] floats(ByteString raw) {
        FloatBuffer buffer = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static java.util.Comparator<Float> near() {
        return (a, b) -> Math.abs(a - b) < 0.001 ? 0 : Float.compare(a, b);
    }

    private static ImageAdapter adapter(
            int width, int height, Color color, boolean invert, List<Double> scale, List<Double> offset, Layout layout) {
        return new ImageAdapter("x", width, height, Filter.AREA, color, invert, scale, offset, layout);
    }

    static byte[] png(int width, int height, int type, int... colors) {
        BufferedImage picture = new BufferedImage(width, height, type);
        for (int i = 0; i < colors.length; i++) {
            picture.setRGB(i % width, i / width, colors[i]);
        }
        return SamplePictures.encode(picture, "png");
    }
}
