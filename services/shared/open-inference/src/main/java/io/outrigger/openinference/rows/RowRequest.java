package io.outrigger.openinference.rows;

import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.WireReader;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferRequest;
import java.io.IOException;
import java.util.Optional;

/** A request whose rows may share a call with others' rows. Immutable. */
public final class RowRequest {

    private final ScannedRequest request;
    private final int rows;
    private final RowKind kind;

    RowRequest(ScannedRequest request, int rows, RowKind kind) {
        this.request = request;
        this.rows = rows;
        this.kind = kind;
    }

    /**
     * The rows of a request; empty where it must go alone.
     *
     * <p>That is so when its inputs do not all have the same number of rows, one at least, each with raw contents that are
     * exactly what datatype and shape claim; when a parameter ties it to itself, as those of sequences, of shared memory and of
     * the server's own do; when that and the tensors, without raw contents, are larger than 16 KiB; and when anything in it is
     * not known here or cannot be read.
     */
    public static Optional<RowRequest> of(ScannedRequest request) {
        try {
            return RowScan.of(request);
        } catch (WireReader.Malformed | IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The first dimension, the same of every input, at least 1. */
    public int rows() {
        return rows;
    }

    /** With whom it may share a call: those of an equal kind. */
    public RowKind kind() {
        return kind;
    }

    public ScannedRequest request() {
        return request;
    }

    /** Whether the rows of another request of its kind are the same to the byte. */
    public boolean hasSameRows(RowRequest other) {
        int own = next(this, -1);
        int others = next(other, -1);
        while (own >= 0 && others >= 0) {
            if (!data(this, own).hasSameBytes(data(other, others))) {
                return false;
            }
            own = next(this, own);
            others = next(other, others);
        }
        return own < 0 && others < 0;
    }

    private static int next(RowRequest of, int place) {
        return of.request.places().next(ModelInferRequest.RAW_INPUT_CONTENTS_FIELD_NUMBER, place + 1);
    }

    private static WireMessage data(RowRequest of, int place) {
        return of.request.message().part(of.request.places().value(place), of.request.places().end(place));
    }
}
