package io.outrigger.perf.attack;

import io.outrigger.chassis.keys.ApiKeyText;
import io.outrigger.client.RestClient;
import io.outrigger.perf.load.HttpConnection;
import io.outrigger.perf.load.PlatformFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Attacks by requests that are whole and well-formed, and too many, by callers who ask as fast as they are answered. */
final class RequestFloods {

    private static final int CALLERS = 16;
    private static final int KEYS = 10_000;
    private static final Pattern ID = Pattern.compile("""
            "id":"([^"]+)\"""");
    private static final String JOB = """
            {"model":"sample-classifier","version":"v2","inputs":[{"custom_id":"a","input":{"image":"nothing"}}]}""";

    private RequestFloods() {
    }

    private interface Step {
        void on(HttpConnection gateway) throws IOException;
    }

    /** Keys that are well-formed, check sum included, and nobody's. */
    static void unknownKeys(PlatformFile platform, BooleanSupplier goesOn) {
        byte[][] requests = Stream.generate(() -> request("GET", "/v1/models", ApiKeyText.random(), "")).limit(KEYS).toArray(byte[][]::new);
        flood(platform, goesOn, () -> {
            int[] at = {0};
            return gateway -> gateway.ask(requests[at[0]++ % requests.length]);
        });
    }

    /** Jobs of one row that are cancelled, run again and cancelled, by who has the limits of a platform as installed. */
    static void cancelledJobs(PlatformFile platform, BooleanSupplier goesOn) throws IOException {
        try (RestClient gateway = RestClient.of(platform.value("GATEWAY_URL"))) {
            cancelledJobs(platform, goesOn, gateway.as(platform.value("ADMIN_TOKEN")).post("/v1/keys", """
                    {"name":"attacker","scopes":["infer","batch"],"limits":{"requests_per_minute":100}}""").json().path("key").asText());
        }
    }

    /** The same, by who may ask as often as he likes. */
    static void unlimitedJobs(PlatformFile platform, BooleanSupplier goesOn) {
        cancelledJobs(platform, goesOn, platform.value("TOKEN"));
    }

    private static void cancelledJobs(PlatformFile platform, BooleanSupplier goesOn, String token) {
        flood(platform, goesOn, () -> gateway -> {
            Matcher id = ID.matcher(gateway.ask(request("POST", "/v1/batch", token, JOB)).text());
            if (id.find()) {
                for (String what : new String[] {"cancel", "retry", "cancel"}) {
                    gateway.ask(request("POST", "/v1/jobs/" + id.group(1) + "/" + what, token, ""));
                }
            }
        });
    }

    private static byte[] request(String method, String path, String credential, String json) {
        return """
                %s %s HTTP/1.1\r
                Host: gateway\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                %s""".formatted(method, path, credential, json.length(), json).getBytes(StandardCharsets.US_ASCII);
    }

    /** @param steps what each caller does again and again */
    private static void flood(PlatformFile platform, BooleanSupplier goesOn, Supplier<Step> steps) {
        int port = Attack.port(platform.value("GATEWAY_URL"));
        Attackers.together(CALLERS, () -> {
            Step step = steps.get();
            while (goesOn.getAsBoolean()) {
                try (HttpConnection gateway = HttpConnection.open("127.0.0.1", port)) {
                    while (goesOn.getAsBoolean() && gateway.isReusable()) {
                        step.on(gateway);
                    }
                } catch (IOException sentAway) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            }
        });
    }
}
