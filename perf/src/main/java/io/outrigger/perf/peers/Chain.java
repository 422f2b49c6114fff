package io.outrigger.perf.peers;

import io.outrigger.client.GrpcClient;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.JsonTarget;
import io.outrigger.perf.load.Picture;
import io.outrigger.perf.load.PlatformFile;
import io.outrigger.perf.models.Network;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/** The platform's medium model over both protocols, through gateway, router and orchestrator, with tokens and limits on. */
record Chain(JsonTarget rest, GrpcTarget grpc, double[] probabilities) implements AutoCloseable {
    static final String MODEL = Network.MEDIUM.model();
    private static final String VERSION = "1";

    static Chain open(PlatformFile platform, Picture picture) {
        String token = platform.value("TOKEN");
        JsonTarget rest = JsonTarget.open("chain, JSON", platform.value("GATEWAY_URL") + RestForm.OPEN_INFERENCE.path(), token,
                RestForm.OPEN_INFERENCE.body(picture));
        GrpcTarget grpc = GrpcTarget.open("chain, gRPC", platform.value("GATEWAY_GRPC"), token, MODEL, VERSION, picture);
        return new Chain(rest, grpc, ofModelServer(platform.value("MODEL_SERVER_GRPC"), picture));
    }

    /** What the model server answers, whose file everybody has. */
    private static double[] ofModelServer(String address, Picture picture) {
        try (GrpcClient client = GrpcClient.open(address, "")) {
            ByteBuffer answer = GRPCInferenceServiceGrpc.newBlockingStub(client.channel())
                    .modelInfer(GrpcTarget.request(MODEL, VERSION, picture, 1)).getRawOutputContents(0).asReadOnlyByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN);
            return IntStream.range(0, RestForm.CLASSES).mapToDouble(i -> answer.getFloat(i * Float.BYTES)).toArray();
        }
    }

    @Override
    public void close() {
        rest.close();
        grpc.close();
    }
}
