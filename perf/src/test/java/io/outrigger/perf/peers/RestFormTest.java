package io.outrigger.perf.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.perf.load.Picture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class RestFormTest {
    private static final double[] EXPECTED = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1e-3};
    private static final String NUMBERS = "[0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,1e-3]";

    @Test
    void aRowIsTheSameNumbersInEachForm() {
        byte[] tensor = ByteBuffer.allocate(2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(0).putFloat(0.25f).array();
        var picture = new Picture(new byte[0], tensor, 2, 1);
        assertThat(RestForm.PLAIN.body(picture)).isEqualTo("""
                {"input":[[0.0,0.25]]}""");
        assertThat(RestForm.OPEN_INFERENCE.body(picture)).isEqualTo("""
                {"inputs":[{"name":"input","shape":[1,1,1,2],"datatype":"FP32","data":[0.0,0.25]}]}""");
    }

    @Test
    void probabilitiesAreFoundWhereverTheyAre() throws IOException {
        assertThat(RestForm.probabilities("[" + NUMBERS + "]")).containsExactly(EXPECTED);
        assertThat(RestForm.probabilities("""
                {"output":[%s]}""".formatted(NUMBERS))).containsExactly(EXPECTED);
        assertThat(RestForm.probabilities("""
                {"outputs":[{"name":"probabilities","shape":[1,10],"data":%s}]}""".formatted(NUMBERS))).containsExactly(EXPECTED);
    }

    @Test
    void anAnswerWithoutThemSaysSo() {
        assertThatThrownBy(() -> RestForm.probabilities("""
                {"error":"no"}""")).isInstanceOf(IOException.class).hasMessageContaining("no 10 numbers");
    }
}
