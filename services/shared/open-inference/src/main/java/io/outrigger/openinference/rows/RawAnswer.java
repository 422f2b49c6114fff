package io.outrigger.openinference.rows;

import com.google.protobuf.CodedOutputStream;
import io.outrigger.openinference.wire.AnswerParts;
import io.outrigger.openinference.wire.Slice;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The answer as nearly all servers send it: each output's data is raw, and each member's part of it one stretch of bytes. */
final class RawAnswer {

    private static final int ID = ModelInferResponse.ID_FIELD_NUMBER;
    private static final int RAWS = ModelInferResponse.RAW_OUTPUT_CONTENTS_FIELD_NUMBER;

    private RawAnswer() {
    }

    /** The members' answers, of one that has been checked. */
    static List<WireMessage> scatter(WireMessage answer, AnswerParts parts, List<RowRequest> members) throws IOException {
        ModelInferResponse head = parts.head();
        List<SharedOutput> outputs = new ArrayList<>(head.getOutputsCount());
        for (int i = 0; i < head.getOutputsCount(); i++) {
            outputs.add(SharedOutput.of(head.getOutputs(i), answer, parts.raws().value(i), parts.raws().end(i), members));
        }
        var shared = List.of(Slice.of(ModelInferResponse.newBuilder().setModelName(head.getModelName())
                .setModelVersion(head.getModelVersion()).putAllParameters(head.getParametersMap()).build().toByteArray()));
        List<WireMessage> messages = new ArrayList<>(members.size());
        for (int i = 0; i < members.size(); i++) {
            messages.add(message(i, members.get(i), shared, outputs));
        }
        return messages;
    }

    private static WireMessage message(int index, RowRequest member, List<Slice> shared, List<SharedOutput> outputs) throws IOException {
        String id = member.request().head().id();
        int size = id.isEmpty() ? 0 : CodedOutputStream.computeStringSize(ID, id);
        for (SharedOutput output : outputs) {
            size += output.headSize(member.rows()) + MessageWriter.DELIMITER_BYTES_MAX;
        }
        var writer = new MessageWriter(size);
        writer.add(shared);
        if (!id.isEmpty()) {
            writer.output().writeString(ID, id);
        }
        for (SharedOutput output : outputs) {
            output.writeHead(writer.output(), member.rows());
        }
        for (SharedOutput output : outputs) {
            WireMessage data = output.data(index);
            writer.beginData(RAWS, data.size());
            writer.add(data.slices());
        }
        return writer.message();
    }
}
