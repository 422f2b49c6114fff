package io.outrigger.openinference.control;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.MethodDescriptor;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelRepositoryParameter;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.inference.RepositoryModelUnloadRequest;
import java.util.Map;

/**
 * The check of what a load or an unload may be told besides the model's name, the same at the gateway and at the model server.
 *
 * <p>Triton takes configurations and whole model files here, which may hold code; what runs comes from the repository only.
 */
public final class RepositoryParameters {

    private static final String UNLOAD_DEPENDENTS = "unload_dependents";

    private RepositoryParameters() {
    }

    /** The check of a message that is passed on, of either method. */
    public static void check(MethodDescriptor<?, ?> method, WireMessage message) {
        try {
            if (method.getFullMethodName().equals(GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod().getFullMethodName())) {
                checkLoad(message.parse(RepositoryModelLoadRequest.parser()).getParametersMap());
            } else {
                checkUnload(message.parse(RepositoryModelUnloadRequest.parser()).getParametersMap());
            }
        } catch (InvalidProtocolBufferException e) {
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST, "The message is not readable protobuf of this method's request.", e);
        }
    }

    public static void checkLoad(Map<String, ModelRepositoryParameter> parameters) {
        for (String name : parameters.keySet()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The parameter " + Quote.of(name)
                    + " of a load is not served: models are loaded as they lie in the model repository, so none is expected.");
        }
    }

    /** Returns when an unload asks for nothing but its model; tritonclient always says that it does not want the dependents. */
    public static void checkUnload(Map<String, ModelRepositoryParameter> parameters) {
        parameters.forEach((name, value) -> {
            if (!name.equals(UNLOAD_DEPENDENTS)) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "The parameter " + Quote.of(name)
                        + " of an unload is not served; only " + UNLOAD_DEPENDENTS + " is expected.");
            }
            if (!value.hasBoolParam()) {
                throw new ServiceException(ErrorCode.INVALID_FIELD,
                        "The parameter " + UNLOAD_DEPENDENTS + " of an unload is expected to be true or false.");
            }
            if (value.getBoolParam()) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "The parameter " + UNLOAD_DEPENDENTS
                        + " of an unload is not served: there are no ensembles here, each model is unloaded by its own name.");
            }
        });
    }
}
