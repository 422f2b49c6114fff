package io.outrigger.testing;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelConfigRequest;
import io.outrigger.proto.inference.ModelConfigResponse;
import io.outrigger.proto.inference.ModelInput;
import io.outrigger.proto.inference.ModelMetadataRequest;
import io.outrigger.proto.inference.ModelMetadataResponse;
import io.outrigger.proto.inference.ModelMetadataResponse.TensorMetadata;
import io.outrigger.proto.inference.ModelParameter;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.RepositoryIndexResponse;
import io.outrigger.proto.inference.RepositoryIndexResponse.ModelIndex;
import java.io.IOException;

/**
 * A model server that knows one model under two names, "digits" and "noted", and describes it as Triton would, with the digest of it as
 * ours does; of "noted" it has something to say, and "refused" lies there and does not load.
 */
public final class StandInModelServer implements AutoCloseable {

    /** The digest of what it has loaded. */
    public static final String LOADED = "cd".repeat(32);

    private final Server server;

    public StandInModelServer() throws IOException {
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create()).addService(new Service()).build().start();
    }

    public String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static final class Service extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

        @Override
        public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> caller) {
            switch (request.getName()) {
                case "digits", "noted" -> {
                    caller.onNext(ModelMetadataResponse.newBuilder()
                            .setName(request.getName())
                            .addInputs(tensor("input", "FP32", -1, 1, 28, 28))
                            .addInputs(tensor("bias", "FP32", -1, 1))
                            .addOutputs(tensor("scores", "FP32", -1, 10))
                            .build());
                    caller.onCompleted();
                }
                case "many", "nul", "negative", "huge" -> {
                    caller.onNext(lie(request.getName()));
                    caller.onCompleted();
                }
                case "silent" -> { }
                case "broken" -> caller.onError(Status.INTERNAL.withDescription("out of memory").asRuntimeException());
                default -> caller.onError(Status.NOT_FOUND
                        .withDescription("Request for unknown model: '" + request.getName() + "' is not found").asRuntimeException());
            }
        }

        @Override
        public void repositoryIndex(RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> caller) {
            caller.onNext(RepositoryIndexResponse.newBuilder()
                    .addModels(ModelIndex.newBuilder().setName("digits").setVersion("1").setState("READY"))
                    .addModels(ModelIndex.newBuilder().setName("noted").setVersion("1").setState("READY")
                            .setReason("requests are never joined:\nits rows meet"))
                    .addModels(ModelIndex.newBuilder().setName("refused").setVersion("1").setState("UNAVAILABLE")
                            .setReason("1/model.onnx is a Git LFS pointer of 131 bytes,\nnot a model"))
                    .build());
            caller.onCompleted();
        }

        @Override
        public void modelConfig(ModelConfigRequest request, StreamObserver<ModelConfigResponse> caller) {
            caller.onNext(ModelConfigResponse.newBuilder().setConfig(ModelConfig.newBuilder()
                    .setMaxBatchSize(16)
                    .putParameters("artifact_sha256", ModelParameter.newBuilder().setStringValue(LOADED).build())
                    .addInput(ModelInput.newBuilder().setName("bias").setOptional(true))).build());
            caller.onCompleted();
        }

        private static ModelMetadataResponse lie(String kind) {
            var answer = ModelMetadataResponse.newBuilder().addOutputs(tensor("scores", "FP32", -1, 10));
            return switch (kind) {
                case "nul" -> answer.addInputs(tensor("in\0put", "FP32", -1)).build();
                case "negative" -> answer.addInputs(tensor("input", "FP32", -1, -7)).build();
                case "huge" -> answer.addInputs(tensor("input", "FP32", -1, Long.MAX_VALUE)).build();
                default -> answer.addAllInputs(java.util.stream.IntStream.range(0, 100_000)
                        .mapToObj(i -> tensor("input-" + i, "FP32", -1)).toList()).build();
            };
        }

        private static TensorMetadata tensor(String name, String datatype, long... shape) {
            return TensorMetadata.newBuilder().setName(name).setDatatype(datatype)
                    .addAllShape(java.util.Arrays.stream(shape).boxed().toList()).build();
        }
    }
}
