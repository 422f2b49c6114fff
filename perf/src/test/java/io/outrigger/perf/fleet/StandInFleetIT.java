package io.outrigger.perf.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.client.GrpcClient;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.Picture;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelConfigRequest;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StandInFleetIT {

    private static final StandInModel MODEL = new StandInModel(2, 8, Duration.ofMillis(5), Duration.ofMillis(1));

    @Test
    void everyCallerHasItsAnswerAndEveryRowIsCounted() throws Exception {
        Picture picture = Picture.read(Path.of("../models/sample-classifier/pictures/7-1.png"));
        try (StandInFleet fleet = StandInFleet.of(MODEL, picture);
                GrpcTarget ones = GrpcTarget.open("ones", GrpcClient.open(fleet.address(), ""), "any", "v1", picture, 1);
                GrpcTarget eights = GrpcTarget.open("eights", GrpcClient.open(fleet.address(), ""), "any", "v1", picture, 8);
                GrpcTarget nines = GrpcTarget.open("nines", GrpcClient.open(fleet.address(), ""), "any", "v1", picture, 9)) {
            List<CompletableFuture<Void>> asked = IntStream.range(0, 20)
                    .mapToObj(i -> i % 2 == 0 ? ones.ask() : eights.ask()).toList();
            asked.forEach(CompletableFuture::join);
            assertThat(fleet.work().calls()).isEqualTo(20);
            assertThat(fleet.work().rows()).isEqualTo(90);
            assertThatThrownBy(() -> nines.ask().join()).hasMessageContaining("found 9");
        }
    }

    @Test
    void itSaysOfItselfWhatTheOrchestratorAsks() throws Exception {
        Picture picture = Picture.read(Path.of("../models/sample-classifier/pictures/7-1.png"));
        try (StandInFleet fleet = StandInFleet.of(MODEL, picture); GrpcClient client = GrpcClient.open(fleet.address(), "")) {
            var stub = GRPCInferenceServiceGrpc.newBlockingStub(client.channel());
            var config = stub.modelConfig(ModelConfigRequest.newBuilder().setName("any").build()).getConfig();
            assertThat(config.getMaxBatchSize()).isEqualTo(8);
            assertThat(config.getInstanceGroup(0).getCount()).isEqualTo(2);
            ModelInferResponse answer = stub.modelInfer(ModelInferRequest.newBuilder().setModelName("any").setId("mine")
                    .addInputs(ModelInferRequest.InferInputTensor.newBuilder().setName("input").addShape(3)).build());
            assertThat(answer.getId()).isEqualTo("mine");
            assertThat(answer.getOutputs(0).getShapeList()).containsExactly(3L, 10L);
            assertThat(answer.getRawOutputContents(0).size()).isEqualTo(3 * 10 * Float.BYTES);
        }
    }
}
