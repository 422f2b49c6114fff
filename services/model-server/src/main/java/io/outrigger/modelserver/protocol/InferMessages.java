package io.outrigger.modelserver.protocol;

import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.execution.InferenceRequest;
import io.outrigger.modelserver.execution.InferenceRequest.RequestedOutput;
import io.outrigger.modelserver.execution.LoadedVersion;
import io.outrigger.modelserver.runtime.ElementType;
import io.outrigger.modelserver.runtime.Tensor;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.ParameterCheck;
import io.outrigger.openinference.tensor.TypedContents;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Requests from, and answers to, protobuf. */
public final class InferMessages {


    private InferMessages() {
    }

    /**
     * The core's view of a request.
     *
     * @param message everything but the raw contents
     * @param raws    the raw contents, one an input or none at all
     * @param release gives the memory of {@code raws} back
     */
    public static InferenceRequest toRequest(ModelInferRequest message, List<ByteBuffer> raws, Runnable release) {
        if (!raws.isEmpty() && raws.size() != message.getInputsCount()) {
            throw new ServiceException(ErrorCode.DATA_SIZE_MISMATCH, "expected one raw_input_contents for each of the "
                    + message.getInputsCount() + " inputs, got " + raws.size());
        }
        ParameterCheck.request(message.getParametersMap());
        List<Tensor> inputs = new ArrayList<>(message.getInputsCount());
        for (int i = 0; i < message.getInputsCount(); i++) {
            inputs.add(input(message, i, raws.isEmpty() ? null : raws.get(i)));
        }
        List<RequestedOutput> outputs = new ArrayList<>(message.getOutputsCount());
        for (var output : message.getOutputsList()) {
            ParameterCheck.output(output.getName(), output.getParametersMap());
            outputs.add(new RequestedOutput(output.getName(), classes(output.getParametersMap())));
        }
        return new InferenceRequest(message.getId(), inputs, outputs, timeout(message.getParametersMap()), release);
    }

    /** The answer of a version, outputs raw. */
    public static ModelInferResponse.Builder toResponse(LoadedVersion version, String id, List<Tensor> outputs) {
        var response = ModelInferResponse.newBuilder()
                .setModelName(version.definition().name())
                .setModelVersion(Long.toString(version.version()))
                .setId(id);
        for (Tensor output : outputs) {
            var tensor = response.addOutputsBuilder().setName(output.name()).setDatatype(output.type().name());
            Arrays.stream(output.shape()).forEach(tensor::addShape);
            response.addRawOutputContents(UnsafeByteOperations.unsafeWrap(output.data()));
        }
        return response;
    }

    private static Tensor input(ModelInferRequest message, int index, ByteBuffer raw) {
        InferInputTensor input = message.getInputs(index);
        String name = Quote.of(input.getName());
        ParameterCheck.input(input.getName(), input.getParametersMap());
        ElementType type = ElementType.ofWireName(input.getDatatype()).orElseThrow(() -> new ServiceException(ErrorCode.DATATYPE_MISMATCH,
                "input " + name + " has the datatype " + Quote.of(input.getDatatype()) + ", which the protocol does not have"));
        long[] shape = input.getShapeList().stream().mapToLong(Long::longValue).toArray();
        if (raw != null) {
            if (TypedContents.holdSomething(input)) {
                throw new ServiceException(ErrorCode.INVALID_FIELD,
                        "contents field must not be specified when using raw_input_contents for " + name + " for model "
                                + Quote.of(message.getModelName()));
            }
            return new Tensor(input.getName(), type, shape, raw);
        }
        ByteBuffer data = TypedContents.toRaw(input.getName(), input.getShapeList(), Datatype.ofName(input.getDatatype()).orElseThrow(),
                input.getContents()).asReadOnlyByteBuffer();
        return new Tensor(input.getName(), type, shape, data);
    }

    private static int classes(Map<String, InferParameter> parameters) {
        InferParameter classes = parameters.get("classification");
        if (classes == null) {
            return 0;
        }
        return (int) Math.min(classes.getInt64Param() + classes.getUint64Param(), Integer.MAX_VALUE);
    }

    private static OptionalLong timeout(Map<String, InferParameter> parameters) {
        InferParameter timeout = parameters.get("timeout");
        if (timeout == null) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(timeout.getInt64Param() + timeout.getUint64Param());
    }
}
