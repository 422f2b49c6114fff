package io.outrigger.local;

import io.outrigger.client.RestAnswer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bad requests over REST against the whole platform: each is refused with a sentence, none reaches the model server, and the next good
 * request is served. The gateway's own tests have the long list; this one shows that nothing behind it is touched.
 */
class MalformedIT {
    private static final byte[] PICTURE = Repository.bytes(Repository.PICTURES.resolve("7-1.png"));

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    private static StockClient modelServer;
    private long seenBefore;

    @BeforeAll
    static void open() {
        modelServer = StockClient.open(platform.access().modelServerGrpc(), "");
    }

    @BeforeEach
    void count() {
        seenBefore = modelServer.inferencesSeen();
    }

    @AfterEach
    void nothingReachedTheModelServerAndItStillServes() {
        assertThat(modelServer.inferencesSeen()).as("inferences that the model server saw").isEqualTo(seenBefore);
        assertThat(platform.rest().classify(PICTURE, "v2").status()).as("the next good request").isEqualTo(200);
    }

    @AfterAll
    static void close() {
        modelServer.close();
    }

    @ParameterizedTest
    @MethodSource("io.outrigger.local.BadRequests#v1")
    void aBadRequestToV1Infer(BadRequests.Bad bad) {
        refused(platform.rest().post(platform.rest().gateway("/v1/infer"), bad.body()), bad);
    }

    @ParameterizedTest
    @MethodSource("io.outrigger.local.BadRequests#v2")
    void aBadRequestToTheOpenInferenceProtocol(BadRequests.Bad bad) {
        refused(platform.rest().post(platform.rest().gateway("/v2/models/sample-classifier/versions/2/infer"), bad.body()), bad);
    }

    @ParameterizedTest
    @MethodSource("io.outrigger.local.BadRequests#pictures")
    void aPictureThatIsNoneOrATrap(BadRequests.BadPicture bad) {
        refused(platform.rest().classify(bad.file(), "v2"), new BadRequests.Bad(bad.what(), bad.status(), ""));
    }

    @Test
    void aBodyThatIsNotJson() {
        RestAnswer answer = platform.rest().send(platform.rest().gateway("/v1/infer").header("Content-Type", "text/xml")
                .POST(BodyPublishers.ofString("<infer/>")));
        refused(answer, new BadRequests.Bad("text/xml", 400, ""));
    }

    @Test
    void anInferenceHeaderLongerThanTheBody() {
        RestAnswer answer = platform.rest().send(platform.rest().gateway("/v2/models/sample-classifier/infer")
                .header("Content-Type", "application/octet-stream").header("Inference-Header-Content-Length", "99999")
                .POST(BodyPublishers.ofString("{}")));
        refused(answer, new BadRequests.Bad("header length", 400, ""));
    }

    /** The claim alone must be refused: nobody sends the gigabyte, and nobody may wait for it. */
    @Test
    void aClaimOfAGigabyte() throws IOException {
        URI gateway = URI.create(platform.access().gatewayUrl());
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(("POST /v1/infer HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + platform.access().token()
                    + "\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n{").getBytes(StandardCharsets.US_ASCII));
            String statusLine = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(statusLine).isEqualTo("HTTP/1.1 413");
        }
    }

    private static void refused(RestAnswer answer, BadRequests.Bad bad) {
        assertThat(answer.status()).as("%s: %s", bad, answer).isEqualTo(bad.status());
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("code").asText()).isNotEmpty();
        assertThat(answer.json().path("message").asText(answer.json().path("detail").asText())).as("a sentence").contains(" ")
                .endsWith(".");
        assertThat(answer.json().path("correlation_id").asText()).isNotEmpty().isEqualTo(answer.header("X-Request-Id"));
    }
}
