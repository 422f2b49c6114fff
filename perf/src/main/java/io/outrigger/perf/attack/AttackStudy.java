package io.outrigger.perf.attack;

import io.outrigger.client.GrpcClient;
import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.PictureTarget;
import io.outrigger.perf.load.PlatformFile;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.load.Target;
import io.outrigger.perf.process.OwnPlatform;
import io.outrigger.perf.process.WatchedProcess;
import io.outrigger.perf.study.Chart;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A well-behaved caller of REST and one of gRPC, before, during and after each attack; and what the platform holds before and after. */
public final class AttackStudy implements Study {

    private static final String MODEL = "sample-classifier";
    private static final String VERSION = "v2";
    private static final long FIRST_ANSWER_NS_MAX = 60_000_000_000L;

    @Override
    public String help() {
        return """
                attack: what a caller notices of attacks on the gateway, and what is left of them. Starts a platform of its own.

                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --models FOLDER                                              models
                  --port-offset N   of the platform                            2000
                  --jvm OPTIONS     of the platform's virtual machine, with commas between
                                                                               -Xmx1g
                  --attacks NAMES   all, or some of these                      all
                                    %s
                  --rehearsal SECONDS  of each attack, before it is measured: what it meets is compiled then, as in a service
                                    that has run for a while           5
                  --slice SECONDS   of each attack, and before and after it    8
                  --warmup SECONDS                                             20
                """.formatted(String.join(", ", new TreeSet<>(Attack.all().keySet())));
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("picture", "models/sample-classifier/pictures/7-1.png", "models", "models", "port-offset", "2000", "jvm", "-Xmx1g",
                "attacks", "all", "rehearsal", "5", "slice", "8", "warmup", "20");
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        SortedSet<String> attacks = new TreeSet<>(Attack.all().keySet());
        if (!options.text("attacks").equals("all")) {
            attacks.retainAll(options.list("attacks"));
        }
        Map<String, Tally> tallies = new HashMap<>();
        var table = new StringBuilder("""
                | Attack | REST p99 ms before, during, after | gRPC p99 ms | Failed | Heap MiB before, after | Resident MiB \
                | First answer ms |
                |---|---|---|---:|---|---|---:|
                """);
        try (OwnPlatform own = OwnPlatform.start(Path.of(options.text("models")), options.count("port-offset"), options.list("jvm"),
                        Map.of(), progress);
                PictureTarget rest = new PictureTarget("REST", own.file().value("GATEWAY_URL"), own.file().value("TOKEN"), MODEL, VERSION,
                        options.picture());
                GrpcTarget grpc = GrpcTarget.open("gRPC", GrpcClient.open(own.file().value("GATEWAY_GRPC"), own.file().value("TOKEN")),
                        MODEL, VERSION, options.picture(), 1);
                WatchedProcess process = WatchedProcess.attach((int) own.pid())) {
            progress.accept("warming up");
            new Slice(rest, grpc, options.seconds("warmup"));
            var attacked = new Attacked(own.file(), rest, grpc, process, options.seconds("rehearsal"), options.seconds("slice"));
            for (String attack : attacks) {
                progress.accept(attack);
                table.append(attacked.row(attack, tallies, progress));
            }
        }
        return new Findings(table.toString(), tallies, Optional.of(chart(List.copyOf(attacks), tallies)));
    }

    private static Chart chart(List<String> attacks, Map<String, Tally> tallies) {
        return new Chart("p99 of others, ms", attacks, Stream.of("REST before", "REST during", "gRPC before", "gRPC during").map(who ->
                new Chart.Series(who, attacks.stream().map(attack -> tallies.get(attack + ", " + who).latency_ms(99)).toList())).toList());
    }

    /** The platform, those who ask it on, and its process. */
    private record Attacked(PlatformFile platform, Target rest, Target grpc, WatchedProcess process, Duration rehearsal,
            Duration slice) {

        String row(String name, Map<String, Tally> tallies, Consumer<String> progress) throws IOException, InterruptedException {
            try (AttackerProcess attacker = AttackerProcess.start(name, platform)) {
                attacker.attack();
                new Slice(rest, grpc, rehearsal);
            }
            new Slice(rest, grpc, rehearsal); // what it has left behind is over
            Slice before = new Slice(rest, grpc, slice);
            double heapBefore = process.heapBehindCollectionMib();
            double residentBefore = process.residentMib();
            Slice during;
            try (AttackerProcess attacker = AttackerProcess.start(name, platform)) {
                attacker.attack();
                during = new Slice(rest, grpc, slice);
            }
            double first_ms = firstAnswer_ms(rest);
            Slice after = new Slice(rest, grpc, slice);
            Stream.of(during.rest, during.grpc).filter(tally -> tally.failures() > 0).forEach(tally ->
                    progress.accept("failed first with: " + tally.firstFailure()));
            tallies.putAll(Map.of(name + ", REST before", before.rest, name + ", REST during", during.rest,
                    name + ", gRPC before", before.grpc, name + ", gRPC during", during.grpc));
            return String.format(Locale.ROOT, "| %s | %.1f, %.1f, %.1f | %.1f, %.1f, %.1f | %d | %.0f, %.0f | %.0f, %.0f | %.0f |%n", name,
                    before.rest.latency_ms(99), during.rest.latency_ms(99), after.rest.latency_ms(99),
                    before.grpc.latency_ms(99), during.grpc.latency_ms(99), after.grpc.latency_ms(99),
                    during.rest.failures() + during.grpc.failures(), heapBefore, process.heapBehindCollectionMib(), residentBefore,
                    process.residentMib(), first_ms);
        }
    }

    private static double firstAnswer_ms(Target target) {
        long began = System.nanoTime();
        while (System.nanoTime() - began < FIRST_ANSWER_NS_MAX) {
            try {
                target.ask().join();
                break;
            } catch (CompletionException notYet) {
                Thread.onSpinWait();
            }
        }
        return (System.nanoTime() - began) / 1e6;
    }

    /** What one caller of each protocol has seen in a while. */
    private static final class Slice {

        private final Tally rest = new Tally();
        private final Tally grpc = new Tally();

        Slice(Target restTarget, Target grpcTarget, Duration time) throws InterruptedException {
            Thread other = Thread.ofVirtual().start(() -> {
                try {
                    new ClosedLoop(1).drive(grpcTarget, time, grpc);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
            new ClosedLoop(1).drive(restTarget, time, rest);
            other.join();
        }
    }
}
