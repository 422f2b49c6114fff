package io.outrigger.openinference.rows;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.wire.AnswerParts;
import io.outrigger.openinference.wire.FieldPlaces;
import io.outrigger.openinference.wire.InferResponses;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.Splice;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.LongStream;

/** Rows of several requests in one call, and back. */
public final class SharedRows {

    private static final int RAWS = ModelInferRequest.RAW_INPUT_CONTENTS_FIELD_NUMBER;

    private SharedRows() {
    }

    /**
     * One request for the rows of all members, which are of one kind, one after the other; it has no id, and no priority. An
     * empty name or version leaves the field out. Who calls limits rows and bytes before.
     *
     * @throws ServiceException PAYLOAD_TOO_LARGE when the rows or the bytes are more than can be counted
     */
    public static WireMessage gather(List<RowRequest> members, String modelName, String modelVersion, long timeoutMicros) {
        RowKind kind = members.getFirst().kind();
        if (!members.stream().allMatch(member -> member.kind().equals(kind))) {
            throw new IllegalArgumentException("The members are not of one kind");
        }
        ModelInferRequest.Builder head = kind.common().toBuilder().setModelName(modelName).setModelVersion(modelVersion)
                .putParameters(Splice.TIMEOUT, InferParameter.newBuilder().setInt64Param(timeoutMicros).build());
        int rows = total(members);
        for (InferInputTensor.Builder input : head.getInputsBuilderList()) {
            List<Long> row = List.copyOf(input.getShapeList());
            input.clearShape().addShape(rows).addAllShape(row);
        }
        try {
            return gathered(head.build().toByteArray(), dataSizes(members, head.getInputsCount()), members);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static WireMessage gathered(byte[] head, long[] dataSizes, List<RowRequest> members) throws IOException {
        int headSize = head.length + dataSizes.length * MessageWriter.DELIMITER_BYTES_MAX;
        long size = headSize + LongStream.of(dataSizes).sum();
        if (size > Integer.MAX_VALUE) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE,
                    "The rows of " + members.size() + " requests have " + size + " bytes; one message is expected to stay below 2 GiB.");
        }
        var writer = new MessageWriter(headSize);
        writer.output().writeRawBytes(head);
        int[] next = new int[members.size()];
        for (long dataSize : dataSizes) {
            writer.beginData(RAWS, (int) dataSize);
            for (int i = 0; i < next.length; i++) {
                ScannedRequest request = members.get(i).request();
                int place = request.places().next(RAWS, next[i]);
                writer.add(request.message().part(request.places().value(place), request.places().end(place)).slices());
                next[i] = place + 1;
            }
        }
        return writer.message();
    }

    /** Bytes of each input's data, of all members together. */
    private static long[] dataSizes(List<RowRequest> members, int inputs) {
        long[] sizes = new long[inputs];
        for (RowRequest member : members) {
            FieldPlaces places = member.request().places();
            int place = -1;
            for (int i = 0; i < inputs; i++) {
                place = places.next(RAWS, place + 1);
                sizes[i] += places.end(place) - places.value(place);
            }
        }
        return sizes;
    }

    private static int total(List<RowRequest> members) {
        long rows = 0;
        for (RowRequest member : members) {
            rows += member.rows();
        }
        if (rows > Integer.MAX_VALUE) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE,
                    "The " + members.size() + " requests have " + rows + " rows; one call is expected to have at most "
                            + Integer.MAX_VALUE + ".");
        }
        return (int) rows;
    }

    /**
     * The members' answers in their order, each with its own rows of every output and its own id. Model and version are as the
     * answer says, and so are parameters, of which each gets all. Fields that are not known are left out: they may be about
     * another member's rows.
     *
     * @throws ServiceException BACKEND_FAILED when the answer cannot be read or does not have exactly the members' rows
     */
    public static List<WireMessage> scatter(WireMessage answer, List<RowRequest> members) {
        AnswerParts parts = InferResponses.parts(answer);
        AnswerCheck.check(parts, members.getFirst().kind(), total(members));
        if (parts.raws().count() == 0) {
            return TypedAnswer.scatter(parts.head(), members);
        }
        try {
            return RawAnswer.scatter(answer, parts, members);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
