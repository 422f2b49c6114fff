package io.outrigger.openinference.tensor;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.InferParameter.ParameterChoiceCase;
import io.outrigger.proto.inference.ModelInferRequest;
import java.util.Map;
import java.util.Optional;

/**
 * The check of a request's parameters, the same at the gateway and at the model server: what a server would act on must be sane,
 * what nobody here can do is refused by its name, the rest passes.
 *
 * <p>Shared memory is refused, not ignored: the memory is the caller's, and the server is another machine. Sequences are, because
 * each request goes to whichever server of its model is free, and a state that an earlier one left is not there.
 */
public final class ParameterCheck {

    /**
     * Asks for an empty last answer where a model may give none or several; here each request has one answer, which is the last,
     * so there is nothing to do for it.
     */
    public static final String ENABLE_EMPTY_FINAL_RESPONSE = "triton_enable_empty_final_response";

    private static final String RESERVED_PREFIX = "triton_";
    private static final String SHARED_MEMORY_PREFIX = "shared_memory_";
    private static final String NO_SEQUENCES = "makes the request part of a sequence; sequences are not served, each request stands alone";

    private ParameterCheck() {
    }

    /** Returns when all parameters of a request may pass: its own, its inputs' and its outputs'. */
    public static void all(ModelInferRequest request) {
        request(request.getParametersMap());
        request.getInputsList().forEach(input -> input(input.getName(), input.getParametersMap()));
        request.getOutputsList().forEach(output -> output(output.getName(), output.getParametersMap()));
    }

    /** Returns when the parameters of a request as a whole may pass. */
    public static void request(Map<String, InferParameter> parameters) {
        for (var entry : parameters.entrySet()) {
            String name = entry.getKey();
            if (!name.equals(ENABLE_EMPTY_FINAL_RESPONSE)) {
                common("The request", name, entry.getValue());
            }
            wrong(name, entry.getValue()).ifPresent(why -> {
                throw refused("The request", name, why);
            });
        }
    }

    private static Optional<String> wrong(String name, InferParameter value) {
        return switch (name) {
            case "timeout" -> unless(isCount(value), "is expected to be a whole number of microseconds, 0 or more");
            case "priority" -> unless(isCount(value), "is expected to be a whole number, 0 or more");
            case ENABLE_EMPTY_FINAL_RESPONSE, "sequence_start", "sequence_end" ->
                    unless(value.getParameterChoiceCase() == ParameterChoiceCase.BOOL_PARAM, "is expected to be true or false")
                            .or(() -> unless(name.equals(ENABLE_EMPTY_FINAL_RESPONSE) || !value.getBoolParam(), NO_SEQUENCES));
            case "sequence_id" -> unless(isCount(value) || value.getParameterChoiceCase() == ParameterChoiceCase.STRING_PARAM,
                    "is expected to be a whole number, 0 or more, or a string")
                    .or(() -> unless(value.getStringParam().isEmpty() && value.getInt64Param() + value.getUint64Param() == 0,
                            NO_SEQUENCES));
            case "headers" -> Optional.of("is reserved by the protocol's servers");
            default -> Optional.empty();
        };
    }

    private static Optional<String> unless(boolean fits, String why) {
        return fits ? Optional.empty() : Optional.of(why);
    }

    /** Returns when the parameters of an input may pass. */
    public static void input(String tensor, Map<String, InferParameter> parameters) {
        tensor(tensor, parameters);
    }

    private static void tensor(String tensor, Map<String, InferParameter> parameters) {
        String owner = "Tensor " + Quote.of(tensor);
        for (var entry : parameters.entrySet()) {
            common(owner, entry.getKey(), entry.getValue());
        }
    }

    /** Returns when the parameters of a requested output may pass. */
    public static void output(String output, Map<String, InferParameter> parameters) {
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
        if (name.startsWith(SHARED_MEMORY_PREFIX)) {
            throw refused(owner, name, "points at shared memory, which no server here can see; send the data itself");
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
