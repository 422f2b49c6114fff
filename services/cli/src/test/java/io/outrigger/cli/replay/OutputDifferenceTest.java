package io.outrigger.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputDifferenceTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Tolerance TOLERANCE = new Tolerance(1e-4);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1.0, 2.0]     | [1.0, 2.0]      | false | 0
            [1.0, 2.0]     | [1.00009, 2.0]  | false | 9e-5
            [1.0, 2.0]     | [1.0, 2.0003]   | true  | 3e-4
            [10000.0]      | [10000.9]       | false | 0.9
            [0.0]          | [-0.0]          | false | 0
            [0.00001]      | [0.00002]       | false | 1e-5
            [null, 1]      | [null, 1]       | false | 0
            [true, false]  | [true, true]    | true  | 1
            [1, 9]         | [1, 7]          | true  | 2
            []             | []              | false | 0
            """)
    void numbersDifferBeyondTheTolerance(String expected, String found, boolean differs, double largest) {
        OutputDifference difference = OutputDifference.of(tensor("FP32", "[2]", expected), tensor("FP32", "[2]", found), TOLERANCE);
        assertThat(difference.differs()).isEqualTo(differs);
        assertThat(difference.comparable()).isTrue();
        assertThat(difference.largest()).isCloseTo(largest, within(1e-9));
    }

    @Test
    void aNumberAndNoneDifferAndHaveNoDistance() {
        OutputDifference difference = OutputDifference.of(
                tensor("FP32", "[3]", "[null, 1, 2]"), tensor("FP32", "[3]", "[5, 1, 2.5]"), TOLERANCE);
        assertThat(difference).isEqualTo(new OutputDifference(true, 0.5, false));
    }

    @Test
    void otherShapesAndOutputsThatAreMissingDiffer() {
        OutputTensor two = tensor("FP32", "[2]", "[1, 2]");
        assertThat(OutputDifference.of(two, tensor("FP32", "[1,2]", "[1, 2]"), TOLERANCE)).isEqualTo(OutputDifference.INCOMPARABLE);
        assertThat(OutputDifference.of(two, tensor("FP32", "[2]", "[1]"), TOLERANCE)).isEqualTo(OutputDifference.INCOMPARABLE);
        assertThat(OutputDifference.of(two, tensor("BYTES", "[2]", texts("1", "2")), TOLERANCE)).isEqualTo(OutputDifference.INCOMPARABLE);
        assertThat(OutputDifference.of(two, null, TOLERANCE)).isEqualTo(OutputDifference.INCOMPARABLE);
    }

    @Test
    void textsAreTheSameOrNot() {
        OutputTensor text = tensor("BYTES", "[2]", texts("a", "b"));
        assertThat(OutputDifference.of(text, tensor("BYTES", "[2]", texts("a", "b")), TOLERANCE).differs()).isFalse();
        assertThat(OutputDifference.of(text, tensor("BYTES", "[2]", texts("a", "c")), TOLERANCE).differs()).isTrue();
    }

    private static String texts(String one, String other) {
        return """
                ["%s", "%s"]""".formatted(one, other);
    }

    private static OutputTensor tensor(String datatype, String shape, String data) {
        try {
            return OutputTensor.of(JSON.readTree("""
                    {"name":"y","datatype":"%s","shape":%s,"data":%s}""".formatted(datatype, shape, data)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
