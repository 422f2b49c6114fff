package io.outrigger.intake.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.ImageFit;
import io.outrigger.registry.ImageFit.Position;
import io.outrigger.registry.ImageFit.Resize;
import io.outrigger.testing.programs.PythonEnvironment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Elements compared with what OpenCV and Pillow make of the same pictures: OpenCV's bilinear, letterbox and EXIF to the bit,
 * Pillow's filters within the one level of 255 that its rounding between and after the two directions takes.
 */
class PictureNumbersIT {

    private static final PythonEnvironment PYTHON = PythonEnvironment.of(PictureNumbersIT.class, "picture_numbers.txt");
    private static final PictureLimits LIMITS = new PictureLimits(64 << 20, 25_000_000, 16_384, 1, Duration.ofSeconds(5));

    @TempDir
    private Path folder;

    @Test
    void areOpenCvsAndPillows() throws IOException {
        PYTHON.script("picture_numbers.py", Map.of(), Duration.ofMinutes(3), folder.toString()).requireSuccess();
        List<String> cases = Files.readAllLines(folder.resolve("cases.txt"));

        assertThat(cases).hasSizeGreaterThan(80);
        for (int i = 0; i < cases.size(); i++) {
            String[] words = cases.get(i).split(" ");
            float[] expected = floats(ByteBuffer.wrap(Files.readAllBytes(folder.resolve(i + ".expected"))));
            float[] elements = elements(Files.readAllBytes(folder.resolve(words[0])), adapter(words));

            assertThat(elements).as(cases.get(i)).hasSameSizeAs(expected);
            int farthest = farthest(elements, expected);
            assertThat((double) Math.abs(elements[farthest] - expected[farthest])).as("%s: element %d is %s, expected %s", cases.get(i),
                    farthest, elements[farthest], expected[farthest]).isLessThanOrEqualTo(Double.parseDouble(words[12]));
        }
    }

    /** Index of the element that is farthest from what is expected. */
    private static int farthest(float[] elements, float[] expected) {
        int farthest = 0;
        for (int i = 0; i < elements.length; i++) {
            if (Math.abs(elements[i] - expected[i]) > Math.abs(elements[farthest] - expected[farthest])) {
                farthest = i;
            }
        }
        return farthest;
    }

    private static ImageAdapter adapter(String[] words) {
        int[] sizes = Arrays.stream(words, 4, 8).mapToInt(Integer::parseInt).toArray();
        ImageFit fit = new ImageFit(Resize.valueOf(words[2]), sizes[2], sizes[3], Position.valueOf(words[3]), numbers(words[8]));
        return new ImageAdapter("x", sizes[0], sizes[1], Filter.valueOf(words[1]), Color.RGB, false, numbers(words[11]), List.of(0.0),
                Layout.NHWC, fit, numbers(words[9]), numbers(words[10]), true);
    }

    private static List<Double> numbers(String text) {
        return Arrays.stream(text.split(",")).map(Double::valueOf).toList();
    }

    private static float[] elements(byte[] file, ImageAdapter adapter) {
        PictureFile read = PngFile.is(file) ? PngFile.read(file, LIMITS) : JpegFile.read(file, LIMITS);
        return floats(PictureConversion.of(read, adapter).elements(Datatype.FP32).asReadOnlyByteBuffer());
    }

    private static float[] floats(ByteBuffer bytes) {
        FloatBuffer buffer = bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
