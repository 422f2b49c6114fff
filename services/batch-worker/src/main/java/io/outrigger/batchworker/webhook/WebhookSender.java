package io.outrigger.batchworker.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes one try to tell somebody. Redirects are not followed, nothing of the answer but its status is read, and the connection
 * goes to the address that was looked at and no other.
 */
final class WebhookSender {

    private static final int GONE = 410;
    private static final int HEADERS_MAX = 100;
    private static final int LINE_CHARACTERS_MAX = 8 << 10;
    /** More tries than are ever made at once, so that none waits for another's connection. */
    private static final int CONNECTIONS_MAX = 1_000;

    private final WebhookConfig config;
    private final InstantSource clock;
    private final CloseableHttpClient client;

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
        Timeout atMost = Timeout.of(config.patience().multipliedBy(2)); // the whole try is bounded by send, which ends it sooner
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedHosts(addresses))
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(Http1Config.custom()
                                .setMaxHeaderCount(HEADERS_MAX).setMaxLineLength(LINE_CHARACTERS_MAX).build()).build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(atMost).setSocketTimeout(atMost).build())
                        .setMaxConnTotal(CONNECTIONS_MAX).setMaxConnPerRoute(CONNECTIONS_MAX)
                        .build())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .disableRedirectHandling().disableAutomaticRetries().disableCookieManagement().disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Outrigger")
                .build();
    }

    private record CheckedHosts(WebhookAddresses addresses) implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return new InetAddress[] {addresses.reachable(host)};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /** Waits for the answer, as long as a try may take; every failure within that time is NOT_TAKEN. */
    Answer send(String address, WebhookMessage message) throws InterruptedException {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Thread call = Thread.ofVirtual().name("webhook").start(() -> {
            try {
                answer.complete(call(address, message));
            } catch (IOException | RuntimeException failed) {
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

    private Answer call(String address, WebhookMessage message) throws IOException {
        long seconds = Instant.ofEpochMilli(clock.millis()).getEpochSecond();
        HttpPost post = new HttpPost(address);
        post.setHeader("Connection", "close");
        post.setHeader("webhook-id", message.id());
        post.setHeader("webhook-timestamp", Long.toString(seconds));
        post.setHeader("webhook-signature", message.signature(config.secret(), seconds));
        post.setEntity(new ByteArrayEntity(message.body(), ContentType.create("application/json")));
        int status = client.executeOpen(null, post, null).getCode();
        post.cancel(); // ends the connection, whatever else would come; to close the answer would read the rest of it
        if (status >= 200 && status < 300) {
            return Answer.TAKEN;
        }
        return status == GONE ? Answer.UNWANTED : Answer.NOT_TAKEN;
    }
}
