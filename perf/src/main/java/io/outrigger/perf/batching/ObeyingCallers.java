package io.outrigger.perf.batching;

import io.outrigger.perf.load.Tally;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Callers that ask one after the other, each over a connection of its own, and that come again when they are told to. */
final class ObeyingCallers {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final long AFTER_FAILURE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final URI address;
    private final String token;
    private final String body;
    private final OptionalInt fixed_s;
    private final Tally tally = new Tally();
    private final AtomicLong shed = new AtomicLong();
    private final AtomicLong firstRetries = new AtomicLong();
    private final AtomicLong firstRetriesTaken = new AtomicLong();
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong tooLittle_ns = new AtomicLong();

    /** @param fixed_s what they wait whatever they are told; empty for those who obey */
    ObeyingCallers(String gateway, String token, String body, OptionalInt fixed_s) {
        this.address = URI.create(gateway + "/v1/infer");
        this.token = token;
        this.body = body;
        this.fixed_s = fixed_s;
    }

    Tally tally() {
        return tally;
    }

    long shed() {
        return shed.get();
    }

    double firstRetriesTaken_percent() {
        return firstRetries.get() == 0 ? 100 : 100.0 * firstRetriesTaken.get() / firstRetries.get();
    }

    /** How much later than told a request was taken that had been shed, in the mean. */
    double toldTooLittle_s() {
        return told.get() == 0 ? 0 : tooLittle_ns.get() / 1e9 / told.get();
    }

    /** One caller, until then. */
    void ask(long end) {
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (System.nanoTime() < end) {
                one(client, end);
            }
        }
    }

    /** One request, as often as it takes. */
    private void one(HttpClient client, long end) {
        long comeAt = 0;
        for (int attempt = 0; System.nanoTime() < end; attempt++) {
            long begun = System.nanoTime();
            HttpResponse<String> answer;
            try {
                answer = client.send(HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                        HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                tally.failed(e);
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            boolean refused = answer.statusCode() == TOO_MANY_REQUESTS;
            if (attempt == 1) {
                firstRetries.incrementAndGet();
                firstRetriesTaken.addAndGet(refused ? 0 : 1);
            }
            if (!refused) {
                ended(answer, begun, attempt, comeAt);
                return;
            }
            shed.incrementAndGet();
            long wait_s = fixed_s.orElseGet(() -> answer.headers().firstValue("retry-after").map(Integer::parseInt).orElse(1));
            long at = System.nanoTime() + TimeUnit.SECONDS.toNanos(wait_s);
            comeAt = attempt == 0 ? at : comeAt;
            while (System.nanoTime() < Math.min(at, end)) {
                LockSupport.parkNanos(Math.min(at, end) - System.nanoTime());
            }
        }
    }

    private void ended(HttpResponse<String> answer, long begun, int attempt, long comeAt) {
        if (answer.statusCode() != 200) {
            tally.failed(new IOException(answer.statusCode() + " " + answer.body()));
            LockSupport.parkNanos(AFTER_FAILURE_NS);
            return;
        }
        tally.answered(System.nanoTime() - begun);
        if (attempt > 0) {
            told.incrementAndGet();
            tooLittle_ns.addAndGet(Math.max(0, begun - comeAt));
        }
    }
}
