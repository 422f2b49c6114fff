package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.openinference.rows.AnswerDifference;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.testing.AtOnce;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole platform with batching: callers of the gateway share calls of a real model and get what they would have got alone. */
class SharedCallsIT {
    private static final int CALLERS = 32;
    private static final int REQUESTS_OF_EACH = 20;

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @Test
    void everyCallerGetsWhatTheModelServerSaysOfItsOwnPicture() throws Exception {
        Map<String, ModelInferResponse> alone = new HashMap<>();
        List<ModelInferRequest> requests = new ArrayList<>();
        try (StockClient server = StockClient.open(platform.access().modelServerGrpc(), "")) {
            for (Path picture : Repository.pictures()) {
                ModelInferRequest request = StockClient.request("1", Digits.pixels(Repository.bytes(picture)))
                        .setId(picture.getFileName().toString()).build();
                requests.add(request);
                alone.put(request.getId(), server.infer(request));
            }
        }
        List<Callable<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            int first = caller;
            callers.add(() -> {
                try (StockClient gateway = platform.grpc()) {
                    for (int i = 0; i < REQUESTS_OF_EACH; i++) {
                        ModelInferRequest request = requests.get((first + i) % requests.size());
                        ModelInferResponse answer = gateway.infer(request);
                        assertThat(answer.getId()).isEqualTo(request.getId());
                        assertThat(AnswerDifference.between(WireMessage.of(alone.get(request.getId())), WireMessage.of(answer))).isEmpty();
                    }
                }
                return null;
            });
        }
        AtOnce.run(callers);
    }
}
