package io.outrigger.batchworker.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.batchworker.rows.FailedRows.Piece;
import io.outrigger.chassis.errors.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The failed lines of a job, taken out of its input. */
class FailedRowsTest {

    private static final String INPUT = "\ufeffone\r\ntwo\nthree\nfour\nfive\nsix\nseven";
    private static final int LINE_BYTES_MAX = 300;

    private final List<Integer> opened = new ArrayList<>();

    @Test
    void failedLinesAreWrittenAsTheyWereInTheOrderOfTheErrors() throws IOException {
        assertThat(again(error(5, ErrorCode.BACKEND_FAILED), error(6, ErrorCode.BATCH_EXPIRED), error(1, ErrorCode.BATCH_EXPIRED),
                error(3, ErrorCode.INVALID_JSON))).isEqualTo("five\nsix\none\nthree\n");
        assertThat(opened).containsExactly(1, 0);
    }

    @Test
    void duplicatesAndLinesThatWereNotReadAreLeftOut() throws IOException {
        assertThat(again(error(1, ErrorCode.DUPLICATE_CUSTOM_ID), error(2, ErrorCode.LINE_TOO_LONG), error(7, ErrorCode.INVALID_JSON)))
                .isEqualTo("seven\n");
    }

    @Test
    void withoutErrorsThereIsNothing() throws IOException {
        assertThat(again()).isEmpty();
        assertThat(opened).isEmpty();
    }

    @Test
    void anInputThatHasBecomeShorterIsSaidToBe() {
        assertThatThrownBy(() -> again(error(8, ErrorCode.INVALID_JSON))).hasMessageContaining("the input ends before line 8");
    }

    private static byte[] error(long line, ErrorCode code) {
        byte[] metadata = """
                {"error": {"line": 3, "code": "none"}}""".getBytes(StandardCharsets.UTF_8);
        return new RowLine("batch_1", line, Optional.of("row-" + line), Optional.of(metadata)).error(code, "It failed.");
    }

    private String again(byte[]... errors) throws IOException {
        var lines = new ByteArrayOutputStream();
        for (byte[] error : errors) {
            lines.writeBytes(error);
        }
        var target = new ByteArrayOutputStream();
        long rows = FailedRows.write(new ByteArrayInputStream(lines.toByteArray()), this::open, LINE_BYTES_MAX, target);
        String written = target.toString(StandardCharsets.UTF_8);
        assertThat(written.lines().count()).isEqualTo(rows);
        return written;
    }

    private Piece open(long line) throws IOException {
        CutResult.Cut cut = (CutResult.Cut) InputCut.cut(input(0), 4, new CutLimits(100, 1_000, LINE_BYTES_MAX), bytes -> { });
        ChunkPlace place = cut.chunks().get(line > 4 ? 1 : 0);
        opened.add(place.index());
        return new Piece(place, input(place.offset()));
    }

    private static InputStream input(long offset) {
        byte[] bytes = INPUT.getBytes(StandardCharsets.UTF_8);
        return new ByteArrayInputStream(bytes, (int) offset, bytes.length);
    }
}
