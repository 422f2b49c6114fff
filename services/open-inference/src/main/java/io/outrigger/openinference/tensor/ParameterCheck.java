package io.outrigger.openinference.tensor;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.InferParameter.ParameterChoiceCase;
import io.outrigger.proto.inference.ModelInferRequest;
import java.util.Map;

/**
 * The check of a request's parameters: what a server behind the platform would act on must be sane, the rest passes.
 *
 * <p>Shared memory is refused, not ignored: the memory is the caller's, and the server is another machine.
 */
final class ParameterCheck {

    private static final String RESERVED_PREFIX = "triton_";
    private static final String SHARED_MEMORY_PREFIX = "shared_memory_";

    private ParameterCheck() {
    }

    static void request(ModelInferRequest request) {
        if (request.getParametersCount() == 0) {
            return;
        }
        for (var entry : request.getParametersMap().entrySet()) {
            String name = entry.getKey();
            InferParameter value = entry.getValue();
            common("The request", name, value);
            boolean fits = switch (name) {
                case "timeout", "priority" -> isCount(value);
                case "sequence_id" -> isCount(value) || value.getParameterChoiceCase() == ParameterChoiceCase.STRING_PARAM;
                case "sequence_start", "sequence_end" -> value.getParameterChoiceCase() == ParameterChoiceCase.BOOL_PARAM;
                case "headers" -> false;
                default -> true;
            };
            if (!fits) {
                throw refused("The request", name, switch (name) {
                    case "timeout" -> "is expected to be a whole number of microseconds, 0 or more";
                    case "priority" -> "is expected to be a whole number, 0 or more";
                    case "sequence_id" -> "is expected to be a whole number, 0 or more, or a string";
                    case "headers" -> "is reserved by the protocol's servers";
                    default -> "is expected to be true or false";
                });
            }
        }
    }

    static void tensor(String tensor, Map<String, InferParameter> parameters) {
        String owner = "Tensor " + Quote.of(tensor);
        for (var entry : parameters.entrySet()) {
            common(owner, entry.getKey(), entry.getValue());
            if (entry.getKey().startsWith(SHARED_MEMORY_PREFIX)) {
                throw refused(owner, entry.getKey(), "points at shared memory, which no server here can see; send the data itself");
            }
        }
    }

    static void output(String output, Map<String, InferParameter> parameters) {
        tensor(output, parameters);
        InferParameter classes = parameters.get("classification");
        if (classes != null && !(isCount(classes) && classes.getInt64Param() + classes.getUint64Param() != 0)) {
            throw refused("Tensor " + Quote.of(output), "classification", "is expected to be a whole number of classes, 1 or more");
        }
    }

    private static void common(String owner, String name, InferParameter value) {
        if (name.startsWith(RESERVED_PREFIX)) {
            throw refused(owner, name, "is reserved: names that begin with 'triton_' belong to the server");
        }
        if (value.getParameterChoiceCase() == ParameterChoiceCase.PARAMETERCHOICE_NOT_SET) {
            throw refused(owner, name, "has no value");
        }
    }

    private static boolean isCount(InferParameter value) {
        return switch (value.getParameterChoiceCase()) {
            case INT64_PARAM -> value.getInt64Param() >= 0;
            case UINT64_PARAM -> value.getUint64Param() >= 0;
            case BOOL_PARAM, STRING_PARAM, DOUBLE_PARAM, PARAMETERCHOICE_NOT_SET -> false;
        };
    }

    private static ServiceException refused(String owner, String name, String why) {
        return new ServiceException(ErrorCode.INVALID_FIELD, owner + " has a parameter " + Quote.of(name) + " that " + why + ".");
    }
}
