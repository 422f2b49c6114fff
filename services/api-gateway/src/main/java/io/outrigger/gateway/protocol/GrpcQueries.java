package io.outrigger.gateway.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.gateway.inference.ModelGate;
import io.outrigger.openinference.control.ModelQuery;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelReadyResponse;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.inference.RepositoryModelUnloadRequest;
import io.outrigger.relay.service.WireHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The protocol's unary methods besides inference, as gRPC serves them. */
public final class GrpcQueries {

    private final ModelQueries queries;

    public GrpcQueries(ModelGate gate) {
        this.queries = new ModelQueries(gate);
    }

    /** The handler of one method. */
    public WireHandler of(MethodDescriptor<WireMessage, WireMessage> method) {
        String name = String.valueOf(method.getBareMethodName());
        return switch (name) {
            case "ModelReady" -> aboutAModel(this::ready);
            case "ModelMetadata" -> aboutAModel(query ->
                    CompletableFuture.completedFuture(queries.metadata(query.name(), query.version())));
            case "ModelConfig" -> aboutAModel(query -> queries.config(query.name(), query.version()));
            case "ModelStatistics" -> aboutAModel(query -> queries.statistics(query.name(), query.version()));
            case "RepositoryIndex" -> message -> bytes(queries.index(parse(RepositoryIndexRequest.parser(), message)));
            case "RepositoryModelLoad" -> message -> bytes(queries.load(parse(RepositoryModelLoadRequest.parser(), message)));
            case "RepositoryModelUnload" -> message -> bytes(queries.unload(parse(RepositoryModelUnloadRequest.parser(), message)));
            default -> throw new IllegalStateException("no handler for " + name);
        };
    }

    private interface Question {
        CompletableFuture<? extends MessageLite> ask(ModelQuery query);
    }

    private static WireHandler aboutAModel(Question question) {
        return message -> bytes(question.ask(ModelQuery.of(message)));
    }

    /** Over gRPC a model that does not exist is one that is not ready. */
    private CompletableFuture<ModelReadyResponse> ready(ModelQuery query) {
        try {
            return queries.ready(query.name(), query.version()).exceptionally(GrpcQueries::notReady);
        } catch (ServiceException failure) {
            if (failure.code().httpStatus() == ErrorCode.MODEL_NOT_FOUND.httpStatus()) {
                return CompletableFuture.completedFuture(ModelReadyResponse.getDefaultInstance());
            }
            throw failure;
        }
    }

    /** A version whose artifact is another one is not ready; REST has room for the reason. */
    private static ModelReadyResponse notReady(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown;
        if (cause instanceof ServiceException failure && failure.code() == ErrorCode.ARTIFACT_MISMATCH) {
            return ModelReadyResponse.getDefaultInstance();
        }
        throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }

    private static CompletableFuture<WireMessage> bytes(CompletableFuture<? extends MessageLite> answer) {
        return answer.thenApply(WireMessage::of);
    }

    private static <T> T parse(Parser<T> parser, WireMessage message) {
        try {
            return message.parse(parser);
        } catch (InvalidProtocolBufferException e) {
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST, "The message is not readable protobuf of this method's request.", e);
        }
    }
}
