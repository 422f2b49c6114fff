package io.outrigger.perf.load;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.outrigger.client.GrpcClient;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceStub;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** ModelInfer with a raw tensor, over one connection, as a stock client sends it. */
public final class GrpcTarget implements Target {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final GrpcClient client;
    private final GRPCInferenceServiceStub stub;
    private final ModelInferRequest request;
    private final Duration deadline;

    private GrpcTarget(String name, GrpcClient client, GRPCInferenceServiceStub stub, ModelInferRequest request, Duration deadline) {
        this.name = name;
        this.client = client;
        this.stub = stub;
        this.request = request;
        this.deadline = deadline;
    }

    public static GrpcTarget open(String name, String address, String token, String model, String version, Picture picture) {
        return open(name, GrpcClient.open(address, token), model, version, picture, 1);
    }

    /**
     * A target of calls with so many rows each.
     *
     * @param headers sent with each call: name, value, name, value, …
     */
    public static GrpcTarget open(
            String name, GrpcClient client, String model, String version, Picture picture, int rows, String... headers) {
        GRPCInferenceServiceStub stub = GRPCInferenceServiceGrpc.newStub(client.channel(headers))
                .withExecutor(Runnable::run); // an answer needs a line of work here: no thread of its own
        return new GrpcTarget(name, client, stub, request(model, version, picture, rows), PATIENCE);
    }

    /** So many rows of the picture. */
    public static ModelInferRequest request(String model, String version, Picture picture, int rows) {
        ByteString row = ByteString.copyFrom(picture.tensor());
        return ModelInferRequest.newBuilder()
                .setModelName(model)
                .setModelVersion(version.replaceFirst("^v(?=\\d+$)", ""))
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder().setName("input").setDatatype("FP32")
                        .addShape(rows).addShape(1).addShape(picture.height()).addShape(picture.width()))
                .addRawInputContents(ByteString.copyFrom(Collections.nCopies(rows, row)))
                .build();
    }

    /** The same, over the same connection, whose calls have so long. */
    public GrpcTarget within(Duration time) {
        return new GrpcTarget(name, client, stub, request, time);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<Void> ask() {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        stub.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS).modelInfer(request, new StreamObserver<>() {
            @Override
            public void onNext(ModelInferResponse answer) {
                // the answer counts when the call has ended well
            }

            @Override
            public void onError(Throwable failure) {
                answered.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                answered.complete(null);
            }
        });
        return answered;
    }

    @Override
    public void close() {
        client.close();
    }
}
