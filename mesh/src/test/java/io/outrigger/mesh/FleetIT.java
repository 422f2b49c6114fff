package io.outrigger.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.GrpcClient;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.testing.StandInServer;
import io.outrigger.testing.StockCaller;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetIT {
    @Test
    void begins() {
        try (Mesh mesh = new Mesh(); StandInServer server = StandInServer.start()) {
            Workload triton = mesh.workload("triton");
            Workload orchestrator = mesh.workload("inference-orchestrator");
            Pod caller = orchestrator.pod(1, Map.of(9082, Loopback.freePort()));
            mesh.add(triton.pod(11, Map.of(8001, server.port())), triton.protocols());
            mesh.add(caller, orchestrator.protocols());
            mesh.push();
            try (GrpcClient client = GrpcClient.open("127.0.2.1:8001", "")) {
                var answer = GRPCInferenceServiceGrpc.newBlockingStub(client.channel()).modelInfer(StockCaller.request("m", "1", "a", 10));
                assertThat(answer.getId()).isEqualTo("a");
            }
        }
    }
}
