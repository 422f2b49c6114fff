package io.outrigger.perf.load;

import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import java.io.IOException;

/** Keys for measurements, which live for a day: the limits of the platform's own token are those that it is installed with. */
public final class ApiKey {
    /** More than any machine answers. */
    public static final int NO_LIMIT = 10_000_000;

    private ApiKey() {
    }

    /** A key that may infer so often. */
    public static String make(PlatformFile platform, String tenant, int requestsPerMinute) throws IOException {
        try (RestClient gateway = RestClient.of(platform.value("GATEWAY_URL")).as(platform.value("ADMIN_TOKEN"))) {
            RestAnswer answer = gateway.post("/v1/keys", """
                    {"name":"perf","tenant":"%s","scopes":["infer"],"expires_in_s":86400,
                     "limits":{"requests_per_minute":%d,"burst":%d}}"""
                    .formatted(tenant, requestsPerMinute, Math.max(1, requestsPerMinute / 60)));
            if (!answer.succeeded()) {
                throw new IOException("The gateway made no key: " + answer);
            }
            return answer.json().path("key").asText();
        }
    }
}
