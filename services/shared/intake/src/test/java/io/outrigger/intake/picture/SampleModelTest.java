package io.outrigger.intake.picture;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.outrigger.testing.SamplePictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sample model reads the right digit from every sample picture, in whatever file and size it comes. */
class SampleModelTest {

    private static OrtSession model;

    @BeforeAll
    static void load() throws OrtException {
        model = OrtEnvironment.getEnvironment().createSession(SamplePictures.MODEL.resolve("2/model.onnx").toString());
    }

    @AfterAll
    static void unload() throws OrtException {
        model.close();
    }

    static List<Path> samples() {
        return SamplePictures.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsTheDigit(Path sample) throws IOException, OrtException {
        int digit = sample.getFileName().toString().charAt(0) - '0';
        BufferedImage picture = ImageIO.read(sample.toFile());

        assertThat(classify(SamplePictures.bytes(sample))).as("the file itself").isEqualTo(digit);
        assertThat(classify(SamplePictures.encode(enlarged(picture, 1), "jpeg"))).as("a JPEG").isEqualTo(digit);
        assertThat(classify(SamplePictures.encode(enlarged(picture, 4), "png"))).as("four times as large, in colour").isEqualTo(digit);
        assertThat(classify(SamplePictures.encode(enlarged(picture, 10), "jpeg"))).as("ten times as large, a JPEG").isEqualTo(digit);
    }

    private static int classify(byte[] file) throws OrtException {
        float[] elements = PictureConversionTest.convert(file, Digits.ADAPTER);
        try (OnnxTensor input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(elements), new long[] {1, 1, 28,
                28});
                var results = model.run(Map.of("input", input))) {
            float[] scores = ((float[][]) results.get("probabilities").orElseThrow().getValue())[0];
            int best = 0;
            for (int i = 1; i < scores.length; i++) {
                best = scores[i] > scores[best] ? i : best;
            }
            return best;
        }
    }

    private static BufferedImage enlarged(BufferedImage picture, int times) {
        BufferedImage copy = new BufferedImage(picture.getWidth() * times, picture.getHeight() * times, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < copy.getHeight(); y++) {
            for (int x = 0; x < copy.getWidth(); x++) {
                int value = picture.getRaster().getSample(x / times, y / times, 0);
                copy.setRGB(x, y, value << 16 | value << 8 | value);
            }
        }
        return copy;
    }
}
