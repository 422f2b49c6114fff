package io.outrigger.batchworker;

import static io.outrigger.batchworker.testing.JobCalls.failure;
import static io.outrigger.batchworker.testing.JobCalls.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.outrigger.batchworker.testing.JobCalls;
import io.outrigger.batchworker.testing.SampleRows;
import io.outrigger.batchworker.testing.WorkerExtension;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.Webhook;
import io.outrigger.testing.Behaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of a job, as whoever asked for it is told. */
class EndToldIT {

    @RegisterExtension
    static final WorkerExtension WORKER = new WorkerExtension();

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final Queue<Integer> answers = new ArrayDeque<>();
    private JobCalls calls;
    private HttpServer listener;

    private record Told(Headers headers, String body) {
    }

    @BeforeEach
    void listen() throws IOException {
        calls = WORKER.of("told");
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            told.add(new Told(exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Integer answer = answers.poll();
            exchange.sendResponseHeaders(answer == null ? 200 : answer, -1);
            exchange.close();
        });
        listener.start();
    }

    @AfterEach
    void stop() {
        listener.stop(0);
        calls.close();
    }

    @Test
    void theEndIsToldSigned() throws Exception {
        Job ended = calls.ended(calls.submit(telling(SampleRows.lines(3) + "no json\n")));

        Told one = next();
        JsonNode body = SampleRows.json(one.body());

        assertThat(body.path("type").asText()).isEqualTo("batch.completed");
        assertThat(body.path("data").path("id").asText()).isEqualTo(ended.getId());
        assertThat(body.path("data").path("request_counts").toString()).isEqualTo("""
                {"total":4,"completed":3,"failed":1}""");
        assertThat(one.headers().getFirst("content-type")).isEqualTo("application/json");
        assertThat(one.headers().getFirst("webhook-signature")).isEqualTo(signature(one));
    }

    @Test
    void aFailureToListenIsFollowedByAnotherTryWithTheSameId() throws Exception {
        answers.add(500);

        calls.ended(calls.submit(telling(SampleRows.lines(1))));
        Told first = next();
        Told second = next();

        assertThat(second.headers().getFirst("webhook-id")).isEqualTo(first.headers().getFirst("webhook-id"));
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().getFirst("webhook-signature")).isEqualTo(signature(second));
    }

    @Test
    void aCancelledJobIsToldAsThat() throws Exception {
        WORKER.router().behave(Behaviour.silence());
        Job job = calls.submit(telling(SampleRows.lines(3)));
        calls.cancel(job);

        assertThat(SampleRows.json(next().body()).path("type").asText()).isEqualTo("batch.cancelled");
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String address : List.of("ftp://example.org/", "https://", "nothing", "http://user@127.0.0.1/")) {
            assertThat(failure(() -> calls.submit(rows(SampleRows.lines(1)).setWebhook(Webhook.newBuilder().setUrl(address)))))
                    .as(address).isEqualTo(ErrorCode.WEBHOOK_NOT_ALLOWED);
        }
    }

    private SubmitJobRequest.Builder telling(String lines) {
        return rows(lines).setWebhook(Webhook.newBuilder().setUrl("http://127.0.0.1:" + listener.getAddress().getPort() + "/told"));
    }

    private Told next() throws InterruptedException {
        Told next = told.poll(4, TimeUnit.MINUTES);
        assertThat(next).as("what was told").isNotNull();
        return next;
    }

    /** As Standard Webhooks has it. */
    private static String signature(Told one) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SampleRows.webhookKey(), "HmacSHA256"));
        String signed = one.headers().getFirst("webhook-id") + "." + one.headers().getFirst("webhook-timestamp") + "." + one.body();
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }
}
