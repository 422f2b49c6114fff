package io.outrigger.perf.attack;

import io.outrigger.chassis.keys.ApiKeyText;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.perf.load.PlatformFile;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Attacks by requests that are whole and well-formed, and too many, by callers who ask as fast as they are answered. */
final class RequestFloods {

    private static final int CALLERS = 16;

    private RequestFloods() {
    }

    private interface Step {
        void on(RestClient gateway) throws IOException;
    }

    /** Keys that are well-formed, check sum included, and nobody's. */
    static void unknownKeys(PlatformFile platform, BooleanSupplier goesOn) {
        flood(platform, goesOn, gateway -> gateway.as(ApiKeyText.random()).get("/v1/models"));
    }

    /** Jobs of one row that are cancelled, run again and cancelled. */
    static void cancelledJobs(PlatformFile platform, BooleanSupplier goesOn) {
        flood(platform, goesOn, gateway -> {
            RestClient caller = gateway.as(platform.value("TOKEN"));
            RestAnswer taken = caller.post("/v1/batch", """
                    {"model":"sample-classifier","version":"v2","inputs":[{"custom_id":"a","input":{"image":"nothing"}}]}""");
            String job = "/v1/jobs/" + taken.json().path("id").asText();
            caller.post(job + "/cancel", "");
            caller.post(job + "/retry", "");
            caller.post(job + "/cancel", "");
        });
    }

    private static void flood(PlatformFile platform, BooleanSupplier goesOn, Step step) {
        Attackers.together(CALLERS, () -> {
            try (RestClient gateway = RestClient.of(platform.value("GATEWAY_URL"))) {
                while (goesOn.getAsBoolean()) {
                    once(gateway, step);
                }
            }
        });
    }

    private static void once(RestClient gateway, Step step) {
        try {
            step.on(gateway);
        } catch (IOException sentAway) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }
}
