package io.outrigger.modelserver.execution;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.execution.InferenceRequest.RequestedOutput;
import io.outrigger.modelserver.runtime.ElementStrings;
import io.outrigger.modelserver.runtime.ElementType;
import io.outrigger.modelserver.runtime.ModelTensor;
import io.outrigger.modelserver.runtime.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The comparison of a request with what the model takes, in the words of a Triton server; nothing wrong reaches the runtime. */
final class RequestCheck {

    private final ModelDefinition model;
    private final InferenceRequest request;

    private RequestCheck(ModelDefinition model, InferenceRequest request) {
        this.model = model;
        this.request = request;
    }

    /** The request's rows; 1 where the model has no batch dimension. Throws what is wrong with it. */
    static int rows(ModelDefinition model, InferenceRequest request) {
        return new RequestCheck(model, request).check();
    }

    private int check() {
        checkNames();
        int rows = model.isBatched() ? -1 : 1;
        for (ModelTensor spec : model.inputs()) {
            Tensor tensor = request.inputs().stream().filter(t -> t.name().equals(spec.name())).findFirst().orElseThrow();
            int found = checkTensor(spec, tensor);
            if (model.isBatched() && rows >= 0 && found != rows) {
                throw refuse(ErrorCode.SHAPE_MISMATCH, "input %s batch size does not match other inputs for %s: expected %d, got %d"
                        .formatted(Quote.of(spec.name()), modelName(), rows, found));
            }
            rows = model.isBatched() ? found : 1;
        }
        checkOutputs();
        return rows;
    }

    private void checkNames() {
        Set<String> expected = model.inputs().stream().map(ModelTensor::name).collect(Collectors.toSet());
        Set<String> found = new HashSet<>();
        for (Tensor tensor : request.inputs()) {
            if (!found.add(tensor.name())) {
                throw refuse(ErrorCode.DUPLICATE_TENSOR, "input %s already exists in request".formatted(Quote.of(tensor.name())));
            }
        }
        for (Tensor tensor : request.inputs()) {
            if (!expected.contains(tensor.name())) {
                throw refuse(ErrorCode.UNEXPECTED_TENSOR,
                        "unexpected inference input %s for model %s".formatted(Quote.of(tensor.name()), modelName()));
            }
        }
        List<String> missing = model.inputs().stream().map(ModelTensor::name).filter(name -> !found.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw refuse(ErrorCode.MISSING_TENSOR,
                    "expected %d inputs but got %d inputs for model %s, but missing required input(s) [%s]"
                            .formatted(model.inputs().size(), found.size(), modelName(), missing.stream().map(Quote::of)
                            .collect(Collectors.joining(","))));
        }
    }

    /** The rows of one tensor. */
    private int checkTensor(ModelTensor spec, Tensor tensor) {
        if (tensor.type() != spec.type()) {
            throw refuse(ErrorCode.DATATYPE_MISMATCH, "inference input %s data-type is '%s', but model %s expects '%s'"
                    .formatted(Quote.of(spec.name()), tensor.type(), modelName(), spec.type()));
        }
        List<Long> expected = new ArrayList<>();
        if (model.isBatched()) {
            expected.add(-1L);
        }
        expected.addAll(spec.dims());
        long[] shape = tensor.shape();
        boolean fits = shape.length == expected.size();
        for (int i = 0; fits && i < shape.length; i++) {
            fits = shape[i] >= 0 && (expected.get(i) < 0 || expected.get(i) == shape[i]);
        }
        if (!fits || (model.isBatched() && shape[0] == 0)) {
            throw refuse(ErrorCode.SHAPE_MISMATCH, "unexpected shape for input %s for model %s. Expected %s, got %s."
                    .formatted(Quote.of(spec.name()), modelName(), text(expected), text(Arrays.stream(shape).limit(32).boxed().toList())));
        }
        if (model.isBatched() && shape[0] > model.rowsMax()) {
            throw refuse(ErrorCode.BATCH_TOO_LARGE, "inference request batch-size must be <= %d for %s, got %d"
                    .formatted(model.rowsMax(), modelName(), shape[0]));
        }
        checkSize(spec, tensor);
        return model.isBatched() ? (int) shape[0] : 1;
    }

    private void checkSize(ModelTensor spec, Tensor tensor) {
        long elements = 1;
        try {
            for (long dim : tensor.shape()) {
                elements = Math.multiplyExact(elements, dim);
            }
            Math.multiplyExact(elements, Math.max(1, spec.type().bytes()));
        } catch (ArithmeticException e) {
            throw refuse(ErrorCode.SHAPE_MISMATCH, "the shape %s of input %s for model %s has more elements than can be counted"
                    .formatted(Arrays.toString(tensor.shape()), Quote.of(spec.name()), modelName()));
        }
        if (spec.type() == ElementType.BYTES) {
            int count = ElementStrings.count(tensor.data()).orElseThrow(() -> refuse(ErrorCode.DATA_SIZE_MISMATCH,
                    "unexpected end of data for input %s for model %s: an element's length runs past it"
                            .formatted(Quote.of(spec.name()), modelName())));
            if (count != elements) {
                throw refuse(ErrorCode.DATA_SIZE_MISMATCH, "expected %d string elements for input %s for model %s, got %d"
                        .formatted(elements, Quote.of(spec.name()), modelName(), count));
            }
        } else if (elements * spec.type().bytes() != tensor.data().remaining()) {
            throw refuse(ErrorCode.DATA_SIZE_MISMATCH, "input byte size mismatch for input %s for model %s. Expected %d, got %d"
                    .formatted(Quote.of(spec.name()), modelName(), elements * spec.type().bytes(), tensor.data().remaining()));
        }
        if (spec.type() == ElementType.BOOL) {
            checkBooleans(spec, tensor.data());
        }
    }

    /** A byte that is neither means different things to different operators of one model. */
    private void checkBooleans(ModelTensor spec, ByteBuffer data) {
        for (int i = data.position(); i < data.limit(); i++) {
            if (data.get(i) != 0 && data.get(i) != 1) {
                throw refuse(ErrorCode.VALUE_OUT_OF_RANGE, "input %s for model %s is BOOL, whose bytes are 0 or 1; byte %d is %d"
                        .formatted(Quote.of(spec.name()), modelName(), i - data.position(), Byte.toUnsignedInt(data.get(i))));
            }
        }
    }

    private void checkOutputs() {
        Set<String> asked = new HashSet<>();
        for (RequestedOutput output : request.outputs()) {
            ModelTensor spec = model.outputs().stream().filter(o -> o.name().equals(output.name())).findFirst()
                    .orElseThrow(() -> refuse(ErrorCode.UNEXPECTED_TENSOR,
                            "unexpected inference output %s for model %s".formatted(Quote.of(output.name()), modelName())));
            if (!asked.add(output.name())) {
                throw refuse(ErrorCode.DUPLICATE_TENSOR, "output %s already requested".formatted(Quote.of(output.name())));
            }
            if (output.classes() > 0 && !BestClasses.supports(spec.type())) {
                throw refuse(ErrorCode.INVALID_FIELD, "class result not available for output %s of model %s: its datatype is %s"
                        .formatted(Quote.of(output.name()), modelName(), spec.type()));
            }
        }
    }

    private String modelName() {
        return Quote.of(model.name());
    }

    private ServiceException refuse(ErrorCode code, String sentence) {
        return new ServiceException(code, prefix(request.id()) + sentence);
    }

    /** The words by which Triton says which request it means. */
    static String prefix(String id) {
        return "[request id: " + (id.isEmpty() ? "<id_unknown>" : Quote.bare(id)) + "] ";
    }

    private static String text(List<Long> shape) {
        return shape.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }
}
