package io.outrigger.perf.batching;

import io.outrigger.perf.fleet.RegisteredFleet;
import io.outrigger.perf.load.Picture;
import io.outrigger.perf.load.PlatformFile;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Callers over REST that ask again once they are answered: as many as fill a fleet, and several times as many, who obey Retry-After. */
public final class Overload implements Study {

    /** What the control waits, whatever it is told. */
    private static final int FIXED_S = 1;

    @Override
    public String help() {
        return """
                overload: as many callers as fill a fleet, and several times as many, who come again when Retry-After says; and as a
                control those who come again after a second, whatever it says. Start the platform with a short BATCHING_WAIT_MAX.

                  --platform FILE                                              .outrigger/platform.env
                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --fill N          callers that fill the fleet                32
                  --times N         so many times as many                      3
                  --alone SECONDS   of the callers that fill it                20
                  --slice SECONDS   of the others                              60
                """ + GpuOptions.HELP;
    }

    @Override
    public Map<String, String> defaults() {
        return GpuOptions.with(Map.of("platform", ".outrigger/platform.env", "picture", "models/sample-classifier/pictures/7-1.png",
                "fill", "32", "times", "3", "alone", "20", "slice", "60"));
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        try (RegisteredFleet fleet = GpuOptions.open(options, progress)) {
            PlatformFile platform = options.platforms().getFirst();
            String body = body(fleet.batched(), options.picture());
            progress.accept("warming up");
            phase(platform, body, options.count("fill"), OptionalInt.empty(), options.seconds("alone"));
            progress.accept("as many callers as fill it");
            ObeyingCallers alone = phase(platform, body, options.count("fill"), OptionalInt.empty(), options.seconds("alone"));
            int many = options.count("fill") * options.count("times");
            progress.accept(many + " callers");
            ObeyingCallers obeying = phase(platform, body, many, OptionalInt.empty(), options.seconds("slice"));
            progress.accept(many + " callers that wait a second, whatever they are told");
            ObeyingCallers fixed = phase(platform, body, many, OptionalInt.of(FIXED_S), options.seconds("slice"));
            return Findings.of(report(options, alone, obeying, fixed));
        }
    }

    private static String body(String model, Picture picture) {
        FloatBuffer pixels = ByteBuffer.wrap(picture.tensor()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        String data = IntStream.range(0, pixels.limit()).mapToObj(i -> Float.toString(pixels.get(i))).collect(Collectors.joining(","));
        return """
                {"model":"%s","version":"%s","input":{"tensors":[{"name":"input","shape":[1,1,%d,%d],"datatype":"FP32","data":[%s]}]}}"""
                .formatted(model, RegisteredFleet.VERSION, picture.height(), picture.width(), data);
    }

    private static ObeyingCallers phase(PlatformFile platform, String body, int callers, OptionalInt fixed_s, Duration time)
            throws InterruptedException {
        var group = new ObeyingCallers(platform.value("GATEWAY_URL"), platform.value("TOKEN"), body, fixed_s);
        long end = System.nanoTime() + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            threads.add(Thread.startVirtualThread(() -> group.ask(end)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        group.tally().elapsed(time.toNanos());
        return group;
    }

    private static String report(StudyOptions options, ObeyingCallers alone, ObeyingCallers obeying, ObeyingCallers fixed) {
        return String.format(Locale.ROOT, """
                | Callers | Answers/s | p50 ms | p99 ms | Shed | First retry succeeds | Told too little by, mean s | Failed |
                |---|---:|---:|---:|---:|---:|---:|---:|
                %s%s%s
                p99 of the answered ÷ p99 of those that fill it: %.2f. %s%s
                """, row(options.text("fill") + ", which fill it", alone), row(options.text("times") + " times as many, as told", obeying),
                row(options.text("times") + " times as many, after 1 s", fixed),
                obeying.tally().latency_ms(99) / alone.tally().latency_ms(99), GpuOptions.describe(options),
                obeying.tally().failures() == 0 ? "" : " The first failure: " + obeying.tally().firstFailure());
    }

    private static String row(String name, ObeyingCallers callers) {
        Tally tally = callers.tally();
        return String.format(Locale.ROOT, "| %s | %.0f | %.1f | %.1f | %d | %.1f %% | %.2f | %d |%n", name, tally.answersPerSecond(),
                tally.latency_ms(50), tally.latency_ms(99), callers.shed(), callers.firstRetriesTaken_percent(), callers.toldTooLittle_s(),
                tally.failures());
    }
}
