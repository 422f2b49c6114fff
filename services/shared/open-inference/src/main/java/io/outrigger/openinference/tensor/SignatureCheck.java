package io.outrigger.openinference.tensor;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import java.util.List;

/**
 * The check of a whole inference request against the signature of the version it goes to.
 *
 * <p>What passes can be handed to a model server as it is: every tensor is there once, has the model's datatype and shape, and
 * brings exactly the data that its shape claims. The first thing that is wrong is told, with what was expected and found.
 * Nothing is allocated for a request that passes, and nothing ever by a size that is only claimed.
 */
public final class SignatureCheck {

    private SignatureCheck() {
    }

    /** Returns when the request fits; the model in messages is the one that the request names. */
    public static void check(ModelInferRequest request, Signature signature) {
        if (request.getParametersCount() > 0) {
            ParameterCheck.request(request.getParametersMap());
        }
        boolean raw = isRaw(request);
        for (int i = 0; i < request.getInputsCount(); i++) {
            InferInputTensor input = request.getInputs(i);
            TensorSpec spec = specOf(request, input, signature);
            duplicateInput(request, i);
            if (input.getParametersCount() > 0) {
                ParameterCheck.input(input.getName(), input.getParametersMap());
            }
            Datatype datatype = datatype(request, input, spec);
            shape(request, input, spec, signature);
            if (raw) {
                RawContents.check(input.getName(), input.getShapeList(), datatype, request.getRawInputContents(i));
            } else {
                TypedContents.check(input.getName(), input.getShapeList(), datatype, input.getContents());
            }
        }
        missingInputs(request, signature);
        rows(request, signature);
        outputs(request, signature);
    }

    /** Whether the data travels raw; then there is one entry an input and nothing else. */
    private static boolean isRaw(ModelInferRequest request) {
        int raws = request.getRawInputContentsCount();
        if (raws == 0) {
            return false;
        }
        if (raws != request.getInputsCount()) {
            throw new ServiceException(ErrorCode.DATA_SIZE_MISMATCH, "The request has " + request.getInputsCount()
                    + " inputs but " + raws + " entries in raw_input_contents; one an input is expected, or none at all.");
        }
        for (int i = 0; i < raws; i++) {
            if (TypedContents.holdSomething(request.getInputs(i))) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "Tensor " + Quote.of(request.getInputs(i).getName())
                        + " has contents beside raw_input_contents; the data of a request is either all raw or all typed.");
            }
        }
        return true;
    }

    private static TensorSpec specOf(ModelInferRequest request, InferInputTensor input, Signature signature) {
        TensorSpec spec = find(signature.inputs(), input.getName());
        if (spec == null) {
            throw new ServiceException(ErrorCode.UNEXPECTED_TENSOR, "The request has an input " + Quote.of(input.getName())
                    + " but model " + model(request) + " takes " + names(signature.inputs()) + ".");
        }
        return spec;
    }

    /** Looks back only: every input before this one has a name of the signature, so there are few. */
    private static void duplicateInput(ModelInferRequest request, int index) {
        String name = request.getInputs(index).getName();
        for (int i = 0; i < index; i++) {
            if (request.getInputs(i).getName().equals(name)) {
                throw new ServiceException(ErrorCode.DUPLICATE_TENSOR,
                        "Input " + Quote.of(name) + " is in the request twice; each is expected once.");
            }
        }
    }

    private static Datatype datatype(ModelInferRequest request, InferInputTensor input, TensorSpec spec) {
        if (!input.getDatatype().equals(spec.datatype().name())) {
            throw new ServiceException(ErrorCode.DATATYPE_MISMATCH, "Tensor " + Quote.of(input.getName()) + " has datatype "
                    + Quote.of(input.getDatatype()) + " but model " + model(request) + " expects " + spec.datatype() + ".");
        }
        return spec.datatype();
    }

    private static void shape(ModelInferRequest request, InferInputTensor input, TensorSpec spec, Signature signature) {
        boolean fits = input.getShapeCount() == spec.shape().size();
        for (int i = 0; fits && i < input.getShapeCount(); i++) {
            long expected = spec.shape().get(i);
            fits = expected == -1 || expected == input.getShape(i);
        }
        if (!fits) {
            throw new ServiceException(ErrorCode.SHAPE_MISMATCH, "Tensor " + Quote.of(input.getName()) + " has shape "
                    + ShapeText.of(input.getShapeList()) + " but model " + model(request) + " expects "
                    + ShapeText.of(spec.shape()) + ".");
        }
        if (signature.isBatched() && input.getShapeCount() > 0) {
            long rows = input.getShape(0);
            if (rows == 0) {
                throw new ServiceException(ErrorCode.SHAPE_MISMATCH, "Tensor " + Quote.of(input.getName()) + " has shape "
                        + ShapeText.of(input.getShapeList()) + ": a batch has at least one row.");
            }
            if (rows > signature.maxBatchSize()) {
                throw new ServiceException(ErrorCode.BATCH_TOO_LARGE, "Tensor " + Quote.of(input.getName()) + " has " + rows
                        + " rows but model " + model(request) + " takes at most " + signature.maxBatchSize() + " in one request.");
            }
        }
    }

    private static void missingInputs(ModelInferRequest request, Signature signature) {
        for (int i = 0; i < signature.inputs().size(); i++) {
            TensorSpec spec = signature.inputs().get(i);
            boolean found = spec.optional();
            for (int j = 0; !found && j < request.getInputsCount(); j++) {
                found = request.getInputs(j).getName().equals(spec.name());
            }
            if (!found) {
                throw new ServiceException(ErrorCode.MISSING_TENSOR, "Input " + Quote.of(spec.name()) + " is missing; model "
                        + model(request) + " expects " + spec.datatype() + " of shape " + ShapeText.of(spec.shape()) + ".");
            }
        }
        if (request.getInputsCount() == 0) {
            throw new ServiceException(ErrorCode.MISSING_TENSOR,
                    "The request has no inputs; model " + model(request) + " takes " + names(signature.inputs()) + ".");
        }
    }

    /** One row is one inference, so every input of a batched model has as many rows as the first. */
    private static void rows(ModelInferRequest request, Signature signature) {
        if (!signature.isBatched()) {
            return;
        }
        InferInputTensor first = request.getInputs(0);
        for (int i = 1; i < request.getInputsCount(); i++) {
            InferInputTensor other = request.getInputs(i);
            if (first.getShapeCount() > 0 && other.getShapeCount() > 0 && first.getShape(0) != other.getShape(0)) {
                throw new ServiceException(ErrorCode.SHAPE_MISMATCH, "Tensor " + Quote.of(other.getName()) + " has "
                        + other.getShape(0) + " rows but tensor " + Quote.of(first.getName()) + " has " + first.getShape(0)
                        + "; all inputs of a request have equally many.");
            }
        }
    }

    private static void outputs(ModelInferRequest request, Signature signature) {
        for (int i = 0; i < request.getOutputsCount(); i++) {
            String name = request.getOutputs(i).getName();
            if (find(signature.outputs(), name) == null) {
                throw new ServiceException(ErrorCode.UNEXPECTED_TENSOR, "The request asks for an output " + Quote.of(name)
                        + " but model " + model(request) + " gives " + names(signature.outputs()) + ".");
            }
            for (int j = 0; j < i; j++) {
                if (request.getOutputs(j).getName().equals(name)) {
                    throw new ServiceException(ErrorCode.DUPLICATE_TENSOR,
                            "The request asks for output " + Quote.of(name) + " twice; each is expected once.");
                }
            }
            ParameterCheck.output(name, request.getOutputs(i).getParametersMap());
        }
    }

    private static TensorSpec find(List<TensorSpec> specs, String name) {
        for (int i = 0; i < specs.size(); i++) {
            if (specs.get(i).name().equals(name)) {
                return specs.get(i);
            }
        }
        return null;
    }

    private static String model(ModelInferRequest request) {
        return Quote.of(request.getModelName());
    }

    private static String names(List<TensorSpec> specs) {
        return specs.isEmpty() ? "none" : String.join(", ", specs.stream().map(spec -> Quote.of(spec.name())).toList());
    }
}
