package io.outrigger.batchworker.run;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.intake.JsonLimits;
import io.outrigger.intake.answer.InferAnswer;
import io.outrigger.openinference.wire.InferResponses;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what came of rows into the lines of their chunk. Safe for several threads. */
final class RowAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(RowAnswers.class);

    private final RowTerms terms;
    private final JsonLimits limits;
    private final RowLines lines;

    RowAnswers(RowTerms terms, JsonLimits limits, RowLines lines) {
        this.terms = terms;
        this.limits = limits;
        this.lines = lines;
    }

    /** The row's result; its error where the answer cannot be told. */
    void answered(PreparedRow row, WireMessage message) {
        byte[] line;
        try {
            ModelInferResponse answer = InferResponses.parse(message);
            limits.checkOutputs(answer);
            line = row.line().result(InferAnswer.of(answer, terms.meant(), limits.classesMax()), row.requestId());
        } catch (RuntimeException untold) {
            failed(row, untold);
            return;
        }
        if (!lines.completed(row.index(), line)) {
            failed(row, new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE, "The answers to the rows around this one have so many bytes that "
                    + "there was no room for its " + line.length + "; fewer such rows may be run at once."));
        }
    }

    void failed(PreparedRow row, RuntimeException thrown) {
        ServiceException failure = failure(thrown);
        lines.failed(row.index(), row.line().error(failure.code(), failure.getMessage()));
    }

    /** The failure of a row, which is never a chunk's: what nobody expected is that row's error too. */
    static ServiceException failure(RuntimeException thrown) {
        if (thrown instanceof ServiceException failure) {
            return failure;
        }
        LOG.error("a row could not be run", thrown);
        return new ServiceException(
                ErrorCode.INTERNAL_ERROR, "An unexpected error occurred with this row; the worker's log has it.", thrown);
    }
}
