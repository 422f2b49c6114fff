package io.outrigger.gateway.status;

import io.outrigger.chassis.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the orchestrator for its lanes, where the gateway is told to; what fails costs a moment, and is no failure of the gateway's. */
final class LanesLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LanesLink.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** A hundred lanes a fleet have some hundred KiB. */
    private static final int BYTES_MAX = 4 << 20;

    private final Optional<HttpRequest> question;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

    /** @param orchestrator its REST address; nothing is asked where it is absent */
    LanesLink(Optional<URI> orchestrator) {
        this.question = orchestrator.map(address -> URI.create(address.toString().replaceAll("/+$", "") + "/v1/lanes"))
                .map(lanes -> HttpRequest.newBuilder(lanes).timeout(PATIENCE).build());
    }

    ToldLanes ask() {
        if (question.isEmpty()) {
            return ToldLanes.none("This gateway is not told where the orchestrator shows its batches (ORCHESTRATOR_STATUS_URL).");
        }
        try {
            HttpResponse<byte[]> answer = http.send(question.get(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), BYTES_MAX));
            return answer.statusCode() == 200 ? ToldLanes.parse(Json.parse(answer.body()))
                    : ToldLanes.none("The inference-orchestrator answered with status " + answer.statusCode() + ".");
        } catch (IOException away) {
            LOG.debug("the orchestrator does not tell its lanes", away);
            return ToldLanes.none("The inference-orchestrator does not answer at the moment.");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return ToldLanes.none("The gateway is stopping.");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
