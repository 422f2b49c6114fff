package io.outrigger.intake.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.testing.SamplePictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;

/** Files that mean harm, and files that are damaged: refused with a sentence, or read without what is not the picture. */
class HostilePictureTest {

    private static final byte[] GOOD = SamplePictures.bytes(SamplePictures.MODEL.resolve("pictures/5-1.png"));

    private final Pictures pictures = new Pictures(new PictureLimits(4 << 20, 1_000_000, 4_096, 2, Duration.ofSeconds(5)));

    @Test
    void neverLooksAtEmbeddedMetadata() throws Exception {
        byte[] bomb = deflated(new byte[64 << 20]);
        for (String type : new String[] {"zTXt", "iTXt", "iCCP", "eXIf", "acTL", "fcTL", "fdAT", "sRGB"}) {
            byte[] picture = withChunk(GOOD, type, concat("a\0\0".getBytes(StandardCharsets.ISO_8859_1), bomb));

            assertThat(PngFile.read(picture, pictures.limits()).bytes()).as(type).isEqualTo(GOOD);
            assertThat(add(picture)).as(type).isEqualTo(add(GOOD));
        }
    }

    @Test
    void readsNoMoreOfABombThanItsHeaderSays() throws Exception {
        byte[] bomb = replaceData(GOOD, deflated(new byte[64 << 20]));

        assertThat(bomb.length).isLessThan(100_000);
        assertThat(add(bomb)).as("28 x 28 pixels of black").isNotNull();
    }

    @Test
    void refusesDataThatIsCutShort() throws Exception {
        assertThatThrownBy(() -> add(replaceData(GOOD, deflated(new byte[100])))).satisfies(HostilePictureTest::isInvalid);
        assertThatThrownBy(() -> add(replaceData(GOOD, new byte[0]))).satisfies(HostilePictureTest::isInvalid);
        byte[] jpeg = SamplePictures.encode(noise(64, 64), "jpeg");
        for (int length : new int[] {3, 20, 200, jpeg.length / 2, jpeg.length - 2, jpeg.length - 1}) {
            assertThatThrownBy(() -> add(Arrays.copyOf(jpeg, length))).as("%d bytes", length).satisfies(HostilePictureTest::isInvalid);
        }
        byte[] ended = Arrays.copyOf(jpeg, jpeg.length / 2);
        ended[ended.length - 2] = (byte) 0xff;
        ended[ended.length - 1] = (byte) 0xd9;
        assertThatThrownBy(() -> add(ended)).as("cut short, with an end mark").satisfies(HostilePictureTest::isInvalid);
    }

    @Test
    void answersDamageWithTheRightCode() {
        Random random = new Random(7);
        byte[] jpeg = SamplePictures.encode(noise(48, 48), "jpeg");
        for (byte[] file : new byte[][] {GOOD, jpeg}) {
            for (int round = 0; round < 1_500; round++) {
                byte[] damaged = file.clone();
                for (int i = 0; i <= round % 4; i++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                try {
                    add(damaged);
                } catch (ServiceException refused) {
                    assertThat(refused.code()).isIn(ErrorCode.INVALID_IMAGE, ErrorCode.IMAGE_TOO_LARGE);
                }
            }
        }
    }

    @Test
    void readsProgressiveAndGrayJpegs() throws Exception {
        assertThat(add(progressive(noise(64, 48)))).isNotNull();
        BufferedImage gray = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        assertThat(add(SamplePictures.encode(gray, "jpeg"))).isNotNull();
    }

    @Test
    void boundsTheScansOfAProgressiveJpeg() throws Exception {
        assertThatThrownBy(() -> add(withScans(progressive(noise(16, 16))))).satisfies(HostilePictureTest::isInvalid)
                .hasMessageContaining("scans");
        assertThatThrownBy(() -> add(withScans(progressive(noise(700, 700))))).hasMessageContaining("pixels in all scans together")
                .isInstanceOfSatisfying(ServiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.IMAGE_TOO_LARGE));
    }

    private static byte[] withScans(byte[] jpeg) {
        byte[] scan = {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 0};
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(jpeg, 0, jpeg.length - 2);
        for (int i = 0; i < 10_000; i++) {
            file.writeBytes(scan);
        }
        file.write(jpeg, jpeg.length - 2, 2);
        return file.toByteArray();
    }

    @Test
    void decodesLargePicturesWithPixelsLeftOut() {
        Pictures generous = new Pictures(new PictureLimits(8 << 20, 25_000_000, 16_384, 1, Duration.ofSeconds(5)));
        byte[] large = SamplePictures.encode(new BufferedImage(4_000, 3_000, BufferedImage.TYPE_BYTE_GRAY), "png");
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder();

        generous.addInput(request, large, "m", Digits.VERSION, Duration.ofSeconds(5));

        assertThat(request.getRawInputContents(0).size()).isEqualTo(28 * 28 * 4);
    }

    private com.google.protobuf.ByteString add(byte[] picture) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder();
        pictures.addInput(request, picture, "sample-classifier", Digits.VERSION, Duration.ofSeconds(5));
        return request.getRawInputContents(0);
    }

    private static void isInvalid(Throwable thrown) {
        assertThat(thrown).isInstanceOfSatisfying(ServiceException.class,
                refused -> assertThat(refused.code()).as(refused.getMessage()).isEqualTo(ErrorCode.INVALID_IMAGE));
    }

    /** The PNG with a chunk behind its header. */
    private static byte[] withChunk(byte[] png, String type, byte[] data) {
        return concat(Arrays.copyOf(png, 33), concat(chunk(type, data), Arrays.copyOfRange(png, 33, png.length)));
    }

    /** The PNG with other pixel data. */
    private static byte[] replaceData(byte[] png, byte[] data) {
        return concat(Arrays.copyOf(png, 33), concat(chunk("IDAT", data), chunk("IEND", new byte[0])));
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(data);
        return ByteBuffer.allocate(12 + data.length).putInt(data.length).put(name).put(data).putInt((int) checksum.getValue()).array();
    }

    private static byte[] deflated(byte[] data) throws java.io.IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(bytes, new Deflater(9))) {
            deflater.write(data);
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }

    private static BufferedImage noise(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < width * height; i++) {
            picture.setRGB(i % width, i / width, random.nextInt());
        }
        return picture;
    }

    private static byte[] progressive(BufferedImage picture) throws java.io.IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var output = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
