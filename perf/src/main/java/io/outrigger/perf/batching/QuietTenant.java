package io.outrigger.perf.batching;

import io.outrigger.client.GrpcClient;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.perf.fleet.RegisteredFleet;
import io.outrigger.perf.fleet.Work;
import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.PlatformFile;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Samples;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One tenant's caller, alone and beside another tenant's flood of the same model or of another on the same fleet, in turn. */
public final class QuietTenant implements Study {

    private static final String TENANT = "x-outrigger-tenant";
    private static final int NO_LIMIT = 10_000_000;

    /** Who is asked, by the quiet one and by those that flood, and what it says of how it was asked. */
    private record Asked(String model, String flooded, String version, Supplier<Work> work) {
    }

    @Override
    public String help() {
        return """
                quiet-tenant: what a caller waits alone, and beside another tenant's that flood the same model or another on the same fleet,
                through the router, or through the gateway and its limits.

                  --platform FILE                                              .outrigger/platform.env
                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --fleet NAME      gpu: one whose calls take time and no processor, registered for the while
                                                                               model-server
                  --model NAME      of the model server                        sample-classifier
                  --version V                                                  v2
                  --quiet N         callers of the quiet tenant                1
                  --flood N         callers of the other one                   64
                  --floods MODEL    same: as the quiet one; another: one that the fleet gpu has beside it
                                                                               same
                  --limit N         requests a minute that these may make together, at the gateway, by API keys made for the while;
                                    who is refused comes again after a second. 0: all ask the router
                                                                               0
                  --slice SECONDS                                              4
                  --rounds N                                                   5
                  --warmup SECONDS  of the flood, before anything counts       10
                """ + GpuOptions.HELP;
    }

    @Override
    public Map<String, String> defaults() {
        Map<String, String> defaults = new HashMap<>(Map.of("platform", ".outrigger/platform.env", "picture",
                "models/sample-classifier/pictures/7-1.png", "fleet", "model-server", "model", "sample-classifier", "version", "v2"));
        defaults.putAll(Map.of("quiet", "1", "flood", "64", "floods", "same", "limit", "0", "slice", "4", "rounds", "5", "warmup", "10"));
        return GpuOptions.with(defaults);
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        switch (options.text("fleet")) {
            case "model-server" -> {
                if (!options.text("floods").equals("same")) {
                    throw new IllegalArgumentException("--floods " + options.text("floods") + " takes --fleet gpu.");
                }
                return measure(new Asked(options.text("model"), options.text("model"), options.text("version"), () -> Work.NONE), options,
                        progress);
            }
            case "gpu" -> {
                try (RegisteredFleet fleet = GpuOptions.open(options, progress)) {
                    String flooded = switch (options.text("floods")) {
                        case "same" -> fleet.batched();
                        case "another" -> fleet.another();
                        default -> throw new IllegalArgumentException(
                                "--floods takes same or another; found '" + options.text("floods") + "'.");
                    };
                    return measure(new Asked(fleet.batched(), flooded, RegisteredFleet.VERSION, fleet::work), options, progress);
                }
            }
            default -> throw new IllegalArgumentException(
                    "--fleet takes model-server or gpu; found '" + options.text("fleet") + "'.");
        }
    }

    private static Findings measure(Asked asked, StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        try (GrpcTarget quiet = target("quiet", asked.model(), asked, options);
                GrpcTarget loud = target("loud", asked.flooded(), asked, options)) {
            progress.accept("warming up");
            new ClosedLoop(options.count("flood")).drive(loud, options.seconds("warmup"), new Tally());
            var alone = new Tally();
            var beside = new Tally();
            var flood = new Tally();
            var ratios = new Samples();
            Work work = Work.NONE;
            for (int round = 1; round <= options.count("rounds"); round++) {
                progress.accept("round " + round + " of " + options.count("rounds"));
                Tally without = new Tally();
                Tally with = new Tally();
                drive(quiet, options, without);
                Work before = asked.work().get();
                flooded(loud, options, flood, () -> drive(quiet, options, with));
                work = work.plus(asked.work().get().since(before));
                ratios.add(with.latency_ms(99) / without.latency_ms(99));
                alone.add(without);
                beside.add(with);
            }
            return Findings.ofLatencies(report(options, alone, beside, flood, ratios) + (work.calls() == 0 ? "" : String.format(Locale.ROOT,
                    "%s Beside the flood a call had %.1f rows and waited %.1f ms at the fleet, in the mean.%n",
                    GpuOptions.describe(options), work.rowsPerCall(), work.waitPerCall_ms())),
                    "The quiet tenant and the flood",
                    List.of(Map.entry("alone", alone), Map.entry("beside the flood", beside), Map.entry("the flood", flood)));
        }
    }

    private static GrpcTarget target(String tenant, String model, Asked asked, StudyOptions options) throws IOException {
        PlatformFile platform = options.platforms().getFirst();
        if (options.count("limit") == 0) {
            GrpcClient router = GrpcClient.open(platform.value("ROUTER_GRPC"), "");
            return GrpcTarget.open(tenant, router, model, asked.version(), options.picture(), 1, TENANT, tenant);
        }
        int aMinute = tenant.equals("loud") ? options.count("limit") : NO_LIMIT;
        GrpcClient gateway = GrpcClient.open(platform.value("GATEWAY_GRPC"), key(platform, tenant, aMinute));
        return GrpcTarget.open(tenant, gateway, model, asked.version(), options.picture(), 1);
    }

    /** An API key of the tenant's that lives for a day. */
    private static String key(PlatformFile platform, String tenant, int requestsPerMinute) throws IOException {
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

    @FunctionalInterface
    private interface Slice {
        void run() throws InterruptedException;
    }

    private static void drive(GrpcTarget quiet, StudyOptions options, Tally tally) throws InterruptedException {
        new ClosedLoop(options.count("quiet")).drive(quiet, options.seconds("slice"), tally);
    }

    /** The flood begins before and ends behind what is measured. */
    private static void flooded(GrpcTarget loud, StudyOptions options, Tally flood, Slice slice) throws InterruptedException {
        Duration head = Duration.ofMillis(500);
        Thread flooding = Thread.ofVirtual().start(() -> {
            try {
                Duration time = options.seconds("slice").plus(head.multipliedBy(2));
                new ClosedLoop(options.count("flood")).drive(new PatientTarget(loud), time, flood);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        Thread.sleep(head);
        slice.run();
        flooding.join();
    }

    private static String report(StudyOptions options, Tally alone, Tally beside, Tally flood, Samples ratios) {
        return String.format(Locale.ROOT, """
                | %s, %s of the quiet tenant | Answers/s | p50 ms | p99 ms | Failed |
                |---|---:|---:|---:|---:|
                %s%s%s
                p99 beside ÷ alone: %.2f; of rounds the median is %.2f (%.2f–%.2f).
                """, options.text("fleet").equals("gpu") ? "gpu" : options.text("model"), options.text("quiet"), row("alone", alone),
                row("beside " + options.text("flood") + " of another", beside), row("those", flood),
                beside.latency_ms(99) / alone.latency_ms(99), ratios.median(), ratios.least(), ratios.most());
    }

    private static String row(String name, Tally tally) {
        return String.format(Locale.ROOT, "| %s | %.0f | %.2f | %.2f | %d |%n", name, tally.answersPerSecond(), tally.latency_ms(50),
                tally.latency_ms(99), tally.failures());
    }
}
