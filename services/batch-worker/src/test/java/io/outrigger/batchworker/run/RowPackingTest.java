package io.outrigger.batchworker.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.outrigger.batchworker.rows.RowLine;
import io.outrigger.openinference.rows.RowRequest;
import io.outrigger.openinference.wire.RequestScanner;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which rows share a call. */
class RowPackingTest {

    private int next;

    @Test
    void aCallIsFullWithAsManyRowsAsTheModelTakes() {
        var packing = new RowPacking(3, 10_000);

        assertThat(packed(packing, row(1, 1), row(1, 1), row(1, 1), row(1, 1))).containsExactly("0 1 2");
        assertThat(indexes(packing.rest())).containsExactly("3");
        assertThat(packing.rest()).isEmpty();
    }

    @Test
    void aLineOfSeveralRowsCountsAsThem() {
        var packing = new RowPacking(4, 10_000);

        assertThat(packed(packing, row(2, 1), row(3, 1), row(1, 1), row(9, 1))).containsExactly("0", "1 2", "3");
    }

    @Test
    void rowsOfTwoKindsInTurnArePackedBesideOneAnother() {
        var packing = new RowPacking(2, 10_000);

        assertThat(packed(packing, row(1, 1), row(1, 2), row(1, 1), row(1, 2))).containsExactly("0 2", "1 3");
    }

    @Test
    void noMoreBytesWaitThanACallMayHave() {
        int bytes = row(1, 100).bytes();
        next = 0;
        var packing = new RowPacking(100, 2L * bytes);

        assertThat(packed(packing, row(1, 100), row(1, 100), row(1, 100))).containsExactly("0 1");
        assertThat(packed(packing, row(1, 99), row(1, 98))).containsExactly("2");
        assertThat(packed(packing, row(1, 1_000))).containsExactly("3", "4", "5");
    }

    @Test
    void noMoreThanAFewKindsWait() {
        var packing = new RowPacking(100, 1 << 20);
        for (int kind = 1; kind <= 8; kind++) {
            assertThat(packing.add(row(1, kind))).isEmpty();
        }

        assertThat(packed(packing, row(1, 9))).containsExactly("0");
    }

    @Test
    void whatCannotBeSharedGoesAtOnce() {
        PreparedRow row = row(1, 1);
        var alone = new PreparedRow(7, row.line(), row.requestId(), row.request(), Optional.empty());

        assertThat(packed(new RowPacking(8, 1_000), alone)).containsExactly("7");
        assertThat(packed(new RowPacking(1, 1_000), row(1, 1), row(1, 1))).containsExactly("1", "2");
    }

    private static List<String> packed(RowPacking packing, PreparedRow... rows) {
        List<String> packs = new ArrayList<>();
        for (PreparedRow row : rows) {
            packs.addAll(indexes(packing.add(row)));
        }
        return packs;
    }

    private static List<String> indexes(List<List<PreparedRow>> packs) {
        return packs.stream().map(pack -> String.join(" ", pack.stream().map(row -> Integer.toString(row.index())).toList())).toList();
    }

    private PreparedRow row(int rows, int width) {
        ScannedRequest request = RequestScanner.scan(WireMessage.of(ModelInferRequest.newBuilder().setModelName("m")
                .addInputs(InferInputTensor.newBuilder().setName("x").setDatatype("INT8").addShape(rows).addShape(width))
                .addRawInputContents(ByteString.copyFrom(new byte[rows * width])).build()));
        return new PreparedRow(next++, RowLine.unknown("batch_1", next), "id", request, RowRequest.of(request));
    }
}
