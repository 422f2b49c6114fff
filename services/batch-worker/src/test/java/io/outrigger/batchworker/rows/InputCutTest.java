package io.outrigger.batchworker.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.batchworker.job.JobFault;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Inputs that are cut, and those that are none. */
class InputCutTest {

    private static final CutLimits LIMITS = new CutLimits(1_000, 1 << 20, 1 << 16);

    @Test
    void aChunkHasAtMostItsRowsAndBytes() throws IOException {
        CutResult.Cut cut = cut(rows(0, 10), 4, LIMITS);

        assertThat(cut.rows()).isEqualTo(10);
        assertThat(cut.chunks()).extracting(ChunkPlace::rows).containsExactly(4, 4, 2);
        assertThat(cut.chunks()).extracting(ChunkPlace::firstLine).containsExactly(1L, 5L, 9L);
        assertThat(cut(rows(0, 10), 4, new CutLimits(1_000, 60, 1_000)).chunks()).extracting(ChunkPlace::rows)
                .containsExactly(2, 2, 2, 2, 2);
    }

    @Test
    void duplicatesAreFoundAcrossChunksAndTheFirstOneWins() throws IOException {
        CutResult.Cut cut = cut(rows(0, 5) + rows(3, 8) + rows(0, 1), 4, LIMITS);

        assertThat(cut.chunks()).extracting(ChunkPlace::duplicateLines)
                .containsExactly(new int[0], new int[] {6, 7}, new int[] {11});
    }

    @Test
    void aLineThatGoesWrongBehindItsIdHasItStill() throws IOException {
        assertThat(cut("""
                {"custom_id": "a", "input": nonsense
                {"input": nonsense, "custom_id": "b"}
                {"custom_id": "a"}
                {"custom_id": "b"}
                {"custom_id": "\\u0061"}
                """, 100, LIMITS).chunks().getFirst().duplicateLines()).containsExactly(3, 5);
    }

    @Test
    void linesWithoutAnIdAreNobodysDuplicates() throws IOException {
        assertThat(cut("{}\n{}\n\n\n" + """
                {"custom_id": ""}
                {"custom_id": ""}
                {"custom_id": 1}
                {"custom_id": 1}
                """, 100, LIMITS).chunks().getFirst().duplicateLines()).isEmpty();
    }

    @Test
    void aLineThatIsTooLongIsAChunkOfItsOwnAndHeldByNobody() throws IOException {
        long size = 100L << 20;
        CutResult result = InputCut.cut(new LineReaderTest.Repeated('[', size, "\n" + rows(0, 2)), 100, LIMITS, bytes -> { });

        assertThat(((CutResult.Cut) result).chunks()).extracting(ChunkPlace::length).containsExactly(size + 1, 52L);
    }

    @Test
    void theFirstLineThatNamesAModelSaysHowLargeChunksAre() throws IOException {
        List<NamedModel> asked = new ArrayList<>();
        CutResult result = InputCut.cut(input("nonsense\n" + """
                {"custom_id": "a", "body": {"input": {"model": "deeper"}, "version": 3, "model": "digits"}}
                {"custom_id": "b", "body": {"model": "other"}}
                {"custom_id": "c", "body": {"model": "other"}}
                """), model -> {
                    asked.add(model);
                    return 2;
                }, LIMITS, bytes -> { });

        assertThat(asked).containsExactly(new NamedModel("digits", "3"));
        assertThat(((CutResult.Cut) result).model()).contains(new NamedModel("digits", "3"));
        assertThat(((CutResult.Cut) result).chunks()).extracting(ChunkPlace::rows).containsExactly(2, 2);
    }

    @Test
    void anInputWithoutLinesOrWithTooManyOrWithoutAModelIsRefused() throws IOException {
        assertThat(refused(InputCut.cut(input(""), 4, LIMITS, bytes -> { })).code()).isEqualTo("no_rows");
        assertThat(refused(InputCut.cut(input("\n\n\n"), 4, new CutLimits(2, 100, 100), bytes -> { })))
                .isEqualTo(new JobFault("payload_too_large",
                        "The input has more than 2 lines; a job is expected to have at most so many.", "input", 0));
        assertThat(refused(InputCut.cut(input(rows(0, 3)), model -> 4, LIMITS, bytes -> { })).code()).isEqualTo("missing_field");
    }

    @Test
    void whoeverWatchesCanEndIt() {
        assertThatThrownBy(() -> InputCut.cut(input(rows(0, 3)), 4, LIMITS, bytes -> {
            throw new CancellationException("the lease is lost");
        })).hasMessage("the lease is lost");
    }

    @Test
    void chunksSuitTheModel() {
        assertThat(CutLimits.chunkRows(0)).isEqualTo(32);
        assertThat(CutLimits.chunkRows(16)).isEqualTo(64);
        assertThat(CutLimits.chunkRows(1_000_000_000)).isEqualTo(512);
        assertThat(CutLimits.chunkRows(signature(10))).isEqualTo(64);
        assertThat(CutLimits.chunkRows(signature(1 << 16))).isEqualTo(32);
        assertThat(CutLimits.chunkRows(signature(Long.MAX_VALUE))).isEqualTo(1);
    }

    private static Signature signature(long outputs) {
        return new Signature(List.of(), List.of(new TensorSpec("y", Datatype.FP32, List.of(-1L, outputs), false)), 16,
                Optional.empty(), Optional.empty());
    }

    private static CutResult.Cut cut(String input, int rowsMax, CutLimits limits) throws IOException {
        return (CutResult.Cut) InputCut.cut(input(input), rowsMax, limits, bytes -> { });
    }

    private static JobFault refused(CutResult result) {
        return ((CutResult.Refused) result).fault();
    }

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String rows(int first, int end) {
        StringBuilder lines = new StringBuilder();
        for (int i = first; i < end; i++) {
            lines.append("""
                    {"custom_id": "%d", "a":1}
                    """.formatted(i));
        }
        return lines.toString();
    }
}
