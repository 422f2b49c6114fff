package io.outrigger.intake.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.ImageFit;
import io.outrigger.testing.Exif;
import io.outrigger.testing.SamplePictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures are turned as their EXIF data says, and rubbish in its place changes nothing. */
class ExifOrientationTest {

    private static final PictureLimits LIMITS = new PictureLimits(1 << 20, 1_000_000, 4_096, 1, Duration.ofSeconds(5));

    /** Stored as 1 2 3 above 4 5 6. */
    private static final byte[] STORED = PictureConversionTest.png(3, 2, BufferedImage.TYPE_INT_RGB,
            0x010101, 0x020202, 0x030303, 0x040404, 0x050505, 0x060606);

    /** Upright rows by the table of the EXIF standard: which corner of what is seen the stored first row and column are. */
    @ParameterizedTest
    @CsvSource({"1,3,123456", "2,3,321654", "3,3,654321", "4,3,456123", "5,2,142536", "6,2,415263", "7,2,635241", "8,2,362514"})
    void turnsAndMirrors(int orientation, int width, String upright) {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            byte[] file = Exif.inPng(STORED, Exif.orientation(orientation, order));

            assertThat(text(PictureConversionTest.convert(file, adapter(width, 6 / width, true)))).isEqualTo(upright);
            assertThat(text(PictureConversionTest.convert(file, adapter(3, 2, false)))).as("turned off").isEqualTo("123456");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aJpegThatIsStoredTurnedIsTheUprightOne(int number) throws Exception {
        byte[] stored = SamplePictures.encode(gradient(), "jpeg");
        BufferedImage asStored = ImageIO.read(new ByteArrayInputStream(stored));
        Orientation orientation = Orientation.ofExif(number);
        BufferedImage upright = new BufferedImage(orientation.width(40, 24), orientation.height(40, 24), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 24; y++) {
            for (int x = 0; x < 40; x++) {
                boolean turned = number > 4;
                int right = turned ? y : x;
                int down = turned ? x : y;
                boolean mirroredAcross = List.of(2, 3, 6, 7).contains(number);
                boolean mirroredDown = List.of(3, 4, 7, 8).contains(number);
                upright.setRGB(mirroredAcross ? upright.getWidth() - 1 - right : right,
                        mirroredDown ? upright.getHeight() - 1 - down : down, asStored.getRGB(x, y));
            }
        }
        ImageAdapter adapter = new ImageAdapter("x", 16, 16, Filter.BILINEAR, Color.RGB, false, List.of(1.0), List.of(0.0), Layout.NCHW,
                new ImageFit(ImageFit.Resize.LETTERBOX, 16, 16, ImageFit.Position.CENTER, List.of(114.0)), ImageAdapter.NO_MEAN,
                ImageAdapter.NO_STD, true);

        assertThat(PictureConversionTest.convert(Exif.inJpeg(stored, Exif.orientation(number, ByteOrder.LITTLE_ENDIAN)), adapter))
                .isEqualTo(PictureConversionTest.convert(SamplePictures.encode(upright, "png"), adapter));
    }

    @Test
    void takesTheNumberInAnyWholeTypeAndTheFirstDataOnly() {
        byte[] asLong = Exif.orientation(6, ByteOrder.BIG_ENDIAN);
        ByteBuffer.wrap(asLong).putShort(24, (short) 4).putInt(30, 6);
        assertThat(ExifOrientation.read(asLong, 0, asLong.length)).isEqualTo(Orientation.TO_BE_TURNED_RIGHT);
        byte[] jpeg = SamplePictures.encode(gradient(), "jpeg");
        byte[] twice = Exif.inJpeg(Exif.inJpeg(jpeg, Exif.orientation(8, ByteOrder.BIG_ENDIAN)), Exif.orientation(3, ByteOrder.BIG_ENDIAN));
        assertThat(JpegFile.read(twice, LIMITS).orientation()).isEqualTo(Orientation.UPSIDE_DOWN);
    }

    @Test
    void rubbishIsIgnored() {
        byte[] good = Exif.orientation(6, ByteOrder.LITTLE_ENDIAN);
        assertThat(ExifOrientation.read(good, 0, good.length)).isEqualTo(Orientation.TO_BE_TURNED_RIGHT);
        for (int length = 0; length < 8 + 2 + 2 * 12; length++) {
            assertThat(ExifOrientation.read(good, 0, length)).as("%d bytes", length).isEqualTo(Orientation.UPRIGHT);
        }
        for (int number : new int[] {0, 9, 255, 65_535}) {
            byte[] other = Exif.orientation(number, ByteOrder.LITTLE_ENDIAN);
            assertThat(ExifOrientation.read(other, 0, other.length)).as("orientation %d", number).isEqualTo(Orientation.UPRIGHT);
        }
        for (int offset : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, good.length - 1, good.length, 65_535}) {
            byte[] astray = good.clone();
            ByteBuffer.wrap(astray).order(ByteOrder.LITTLE_ENDIAN).putInt(4, offset);
            assertThat(ExifOrientation.read(astray, 0, astray.length)).as("directory at %d", offset).isEqualTo(Orientation.UPRIGHT);
        }
        Random random = new Random(11);
        byte[] jpeg = SamplePictures.encode(gradient(), "jpeg");
        for (int round = 0; round < 2_000; round++) {
            byte[] rubbish = round % 2 == 0 ? good.clone() : new byte[random.nextInt(200)];
            for (int i = 0; i < rubbish.length; i++) {
                rubbish[i] = round % 2 == 1 || random.nextInt(10) == 0 ? (byte) random.nextInt() : rubbish[i];
            }
            PictureFile read = JpegFile.read(Exif.inJpeg(jpeg, rubbish), LIMITS);
            assertThat(read.orientation()).isNotNull();
            assertThat(read.bytes()).as("EXIF data never comes to the decoder")
                    .isEqualTo(JpegFile.read(jpeg, LIMITS).bytes());
            assertThat(PngFile.read(Exif.inPng(STORED, rubbish), LIMITS).orientation()).isNotNull();
        }
    }

    private static String text(float[] elements) {
        StringBuilder text = new StringBuilder();
        for (float element : elements) {
            text.append((int) element);
        }
        return text.toString();
    }

    private static ImageAdapter adapter(int width, int height, boolean exifOrientation) {
        return new ImageAdapter("x", width, height, Filter.NEAREST, Color.GRAY, false, List.of(1.0), List.of(0.0), Layout.FLAT,
                ImageFit.stretched(width, height), ImageAdapter.NO_MEAN, ImageAdapter.NO_STD, exifOrientation);
    }

    private static BufferedImage gradient() {
        BufferedImage picture = new BufferedImage(40, 24, BufferedImage.TYPE_INT_RGB);
        int[] colors = new int[40 * 24];
        Arrays.setAll(colors, i -> i % 40 * 6 << 16 | i / 40 * 10 << 8 | i % 40 * 3 + i / 40 * 5);
        picture.setRGB(0, 0, 40, 24, colors, 0, 40);
        return picture;
    }
}
