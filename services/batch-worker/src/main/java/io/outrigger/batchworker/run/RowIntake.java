package io.outrigger.batchworker.run;

import io.outrigger.batchworker.rows.Row;
import io.outrigger.batchworker.rows.RowLine;
import io.outrigger.batchworker.rows.RowReader;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.intake.Intake;
import io.outrigger.openinference.rows.RowRequest;
import io.outrigger.openinference.wire.RequestScanner;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.WireMessage;
import java.util.Optional;

/** Makes of a line the request of its row. */
final class RowIntake {

    private final Intake intake;
    private final RowTerms terms;
    private final RowReader reader;
    private final RunLimits limits;

    RowIntake(Intake intake, RowTerms terms, RunLimits limits) {
        this.intake = intake;
        this.terms = terms;
        this.reader = new RowReader(terms.model());
        this.limits = limits;
    }

    /** @throws ServiceException which says why the line cannot be run */
    PreparedRow prepare(byte[] line, long number, int index) {
        Row row = reader.read(line, number);
        ScannedRequest request = RequestScanner.scan(WireMessage.of(
                intake.request(row.body(), terms.meant(), Optional.of(limits.callTimeout()))));
        int bytes = request.message().size();
        if (bytes > limits.rowBytesMax()) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE, "The tensors of the row have " + bytes + " bytes; at most "
                    + limits.rowBytesMax() + " are sent to a model.");
        }
        RowLine written = RowLine.of(terms.jobId(), row);
        String requestId = row.body().id().isEmpty() ? written.id() : row.body().id();
        return new PreparedRow(index, written, requestId, request, terms.callRowsMax() == 1 ? Optional.empty() : RowRequest.of(request));
    }
}
