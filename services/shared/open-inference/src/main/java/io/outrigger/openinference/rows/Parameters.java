package io.outrigger.openinference.rows;

import com.google.protobuf.CodedOutputStream;
import io.outrigger.openinference.wire.FieldPlaces;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.Slice;
import io.outrigger.openinference.wire.Splice;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kind of a request that has parameters, read by protobuf; two are alike when they have the same entries, in any order. */
final class Parameters {

    private static final String PRIORITY = "priority";
    private static final Set<String> OF_SEQUENCES = Set.of("sequence_id", "sequence_start", "sequence_end");
    private static final String RESERVED_PREFIX = "triton_";
    private static final String SHARED_MEMORY_PREFIX = "shared_memory_";

    private Parameters() {
    }

    /** Whether a parameter of this name says something of the one request that no other can share. */
    static boolean tiesTheRequest(String name) {
        return name.startsWith(RESERVED_PREFIX) || OF_SEQUENCES.contains(name);
    }

    /** Whether a parameter of this name is no part of the kind. */
    static boolean isEachRequestsOwn(String name) {
        return name.equals(Splice.TIMEOUT) || name.equals(PRIORITY);
    }

    /** The kind of a request that was scanned; empty where one of its tensors lies in its caller's shared memory. */
    static Optional<RowKind> kind(ScannedRequest request) throws IOException {
        ModelInferRequest.Builder kind = withoutData(request).toBuilder().removeParameters(Splice.TIMEOUT).removeParameters(PRIORITY);
        for (InferInputTensor.Builder input : kind.getInputsBuilderList()) {
            List<Long> row = List.copyOf(input.getShapeList().subList(1, input.getShapeCount()));
            input.clearContents().clearShape().addAllShape(row);
            if (liesInSharedMemory(input.getParametersMap())) {
                return Optional.empty();
            }
        }
        for (InferRequestedOutputTensor output : kind.getOutputsList()) {
            if (liesInSharedMemory(output.getParametersMap())) {
                return Optional.empty();
            }
        }
        ModelInferRequest whole = kind.build();
        byte[] bytes = new byte[whole.getSerializedSize()];
        var output = CodedOutputStream.newInstance(bytes);
        output.useDeterministicSerialization();
        whole.writeTo(output);
        return Optional.of(new RowKind(bytes));
    }

    private static boolean liesInSharedMemory(Map<String, InferParameter> parameters) {
        return parameters.keySet().stream().anyMatch(name -> name.startsWith(SHARED_MEMORY_PREFIX));
    }

    private static ModelInferRequest withoutData(ScannedRequest request) throws IOException {
        FieldPlaces places = request.places();
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < places.count(); i++) {
            switch (places.field(i)) {
                case ModelInferRequest.INPUTS_FIELD_NUMBER, ModelInferRequest.OUTPUTS_FIELD_NUMBER,
                        ModelInferRequest.PARAMETERS_FIELD_NUMBER ->
                    slices.addAll(request.message().part(places.start(i), places.end(i)).slices());
                default -> { }
            }
        }
        return WireMessage.of(slices).parse(ModelInferRequest.parser());
    }
}
