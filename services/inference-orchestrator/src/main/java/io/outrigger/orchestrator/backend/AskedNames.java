package io.outrigger.orchestrator.backend;

import com.google.protobuf.InvalidProtocolBufferException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.wire.Splice;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelConfigResponse;
import io.outrigger.proto.inference.ModelMetadataResponse;
import io.outrigger.proto.inference.ModelStatisticsResponse;

/**
 * Turns the names in a fleet's answers back into those that the caller used, where the registry has the version under others.
 *
 * <p>An answer to somebody who used the fleet's own names is passed on in the bytes that came.
 */
public final class AskedNames {

    private AskedNames() {
    }

    /** The answer to an inference. */
    public static WireMessage inInference(WireMessage answer, Destination destination) {
        if (destination.servedAs().isEmpty()) {
            return answer;
        }
        return Splice.answer(answer, destination.model(), number(destination));
    }

    /** The answer to a question about the model, by the method's bare name. */
    public static WireMessage inAnswerTo(String method, WireMessage answer, Destination destination) {
        if (destination.servedAs().isEmpty()) {
            return answer;
        }
        try {
            return switch (method) {
                case "ModelMetadata" -> WireMessage.of(answer.parse(ModelMetadataResponse.parser()).toBuilder()
                        .setName(destination.model()).clearVersions().addVersions(number(destination)).build());
                case "ModelConfig" -> WireMessage.of(config(answer.parse(ModelConfigResponse.parser()), destination));
                case "ModelStatistics" -> WireMessage.of(statistics(answer.parse(ModelStatisticsResponse.parser()), destination));
                default -> answer;
            };
        } catch (InvalidProtocolBufferException e) {
            throw new ServiceException(ErrorCode.BACKEND_FAILED, "The model server's answer is not a readable one to " + method + ".", e);
        }
    }

    private static ModelConfigResponse config(ModelConfigResponse answer, Destination destination) {
        return answer.toBuilder().setConfig(answer.getConfig().toBuilder().setName(destination.model())).build();
    }

    private static ModelStatisticsResponse statistics(ModelStatisticsResponse answer, Destination destination) {
        ModelStatisticsResponse.Builder named = answer.toBuilder();
        named.getModelStatsBuilderList().forEach(model -> model.setName(destination.model()).setVersion(number(destination)));
        return named.build();
    }

    private static String number(Destination destination) {
        return destination.version().isPresent() ? Long.toString(destination.version().getAsLong()) : "";
    }
}
