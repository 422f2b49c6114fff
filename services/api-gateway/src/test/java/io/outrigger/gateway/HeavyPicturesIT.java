package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.testing.SamplePictures;
import java.awt.image.BufferedImage;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pictures of which each takes a processor for long, and those of somebody else. */
class HeavyPicturesIT {

    private static final int HEAVY = 6;
    private static final int SIDE = 5_000;

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension(Map.of("PICTURE_DECODES_MAX", "2", "PICTURE_WAIT_MAX", "2m",
            "REQUEST_TIMEOUT", "2m"));

    /** Behind one another, a picture that comes later would be answered when at most one of the heavy ones is left. */
    @Test
    void othersDoNotWaitForAllOfThem() {
        String heavy = body(Base64.getEncoder()
                .encodeToString(SamplePictures.encode(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY), "png")));
        String light = body(SamplePictures.base64("7-1.png"));
        AtomicInteger done = new AtomicInteger();
        int lights = 0;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> asked = new ArrayList<>();
            for (int i = 0; i < HEAVY; i++) {
                asked.add(CompletableFuture.runAsync(() -> {
                    assertAnswered(GATEWAY.postJson("/v1/infer", heavy));
                    done.incrementAndGet();
                }, callers));
            }
            while (done.get() < HEAVY) {
                boolean allWait = done.get() > 0;
                assertAnswered(GATEWAY.postJson("/v1/infer", light));
                if (allWait && done.get() <= HEAVY / 2) {
                    lights++;
                }
            }
            CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).join();
        }
        assertThat(lights).as("answered while half of the heavy ones waited").isPositive();
    }

    private static void assertAnswered(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(() -> new String(answer.body())).isEqualTo(200);
    }

    private static String body(String picture) {
        return """
                {"model":"sample-classifier","input":{"image":"%s"}}""".formatted(picture);
    }
}
