package io.outrigger.batchworker.webhook;

import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.DnsAddressLookup;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.WebClient;
import io.helidon.webclient.spi.DnsResolver;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes one try to tell somebody. Redirects are not followed, nothing of the answer but its status is read, and the connection
 * goes to the address that was looked at and no other.
 */
final class WebhookSender {

    private static final int GONE = 410;

    private final WebhookConfig config;
    private final InstantSource clock;
    private final WebClient client;

    /** What came of a try. */
    enum Answer {
        TAKEN,
        /** Whoever is there wants to hear nothing any more. */
        UNWANTED,
        NOT_TAKEN,
        /** Nor is it known whether it was: the time of the try is over. */
        LATE
    }

    WebhookSender(WebhookConfig config, WebhookAddresses addresses, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.client = WebClient.builder()
                .dnsResolver(new CheckedHosts(addresses))
                .connectTimeout(config.patience().multipliedBy(2)) // the whole try is bounded by send, which ends it sooner
                .readTimeout(config.patience().multipliedBy(2))
                .followRedirects(false)
                .keepAlive(false)
                .shareConnectionCache(false)
                .proxy(Proxy.noProxy())
                .addHeader(HeaderNames.USER_AGENT, "Outrigger")
                .build();
    }

    private record CheckedHosts(WebhookAddresses addresses) implements DnsResolver {

        @Override
        public InetAddress resolveAddress(String host, DnsAddressLookup unused) {
            try {
                return addresses.reachable(host);
            } catch (UnknownHostException unknown) {
                throw new UncheckedIOException(unknown);
            }
        }
    }

    /** Waits for the answer, as long as a try may take; every failure within that time is NOT_TAKEN. */
    Answer send(String address, WebhookMessage message) throws InterruptedException {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread call = Thread.ofVirtual().name("webhook").start(() -> {
            try {
                answer.complete(call(address, message));
            } catch (RuntimeException failed) {
                answer.complete(Answer.NOT_TAKEN);
            }
        });
        try {
            return answer.get(config.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            call.interrupt();
            return Answer.LATE;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Answer call(String address, WebhookMessage message) {
        long seconds = Instant.ofEpochMilli(clock.millis()).getEpochSecond();
        try (HttpClientResponse response = client.post(address)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .header(HeaderNames.create("webhook-id"), message.id())
                .header(HeaderNames.create("webhook-timestamp"), Long.toString(seconds))
                .header(HeaderNames.create("webhook-signature"), message.signature(config.secret(), seconds))
                .submit(message.body())) {
            int status = response.status().code();
            if (status >= 200 && status < 300) {
                return Answer.TAKEN;
            }
            return status == GONE ? Answer.UNWANTED : Answer.NOT_TAKEN;
        }
    }
}
