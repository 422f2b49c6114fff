package io.outrigger.perf.hops;

import io.outrigger.perf.fleet.StandInFleet;
import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.Picture;
import io.outrigger.perf.load.Target;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The processor time that a call costs in an inference-orchestrator, of one build or several, beside a {@link BareForwarder}; the fleet
 * behind all of them answers at once, in this process.
 */
public final class HopComparison implements Study {

    @Override
    public String help() {
        return """
                hops: processor time of a call in an inference-orchestrator, of one build or of several, beside a bare forwarder's.

                  --jars LIST       such as before.jar,after.jar, each beside its libs
                                    services/inference-orchestrator/target/inference-orchestrator.jar
                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --callers LIST    closed loops of so many                    16
                  --slice SECONDS   of one hop, then the next                  2
                  --rounds N        slices a hop                               10
                  --warmup SECONDS  a hop                                      30
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("jars", "services/inference-orchestrator/target/inference-orchestrator.jar", "picture",
                "models/sample-classifier/pictures/7-1.png", "callers", "16", "slice", "2", "rounds", "10", "warmup", "30");
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        Picture picture = options.picture();
        List<HopProcess> processes = new ArrayList<>();
        List<Target> targets = new ArrayList<>();
        try (StandInFleet fleet = StandInFleet.answeringAtOnce(picture)) {
            processes.add(HopProcess.forwarders("bare forwarder", BareForwarder.Threads.VIRTUAL, 1, fleet.port()));
            List<String> jars = options.list("jars");
            for (int i = 0; i < jars.size(); i++) {
                processes.add(HopProcess.orchestrator("orchestrator " + (i + 1), Path.of(jars.get(i)), fleet.port()));
            }
            for (HopProcess process : processes) {
                targets.add(GrpcTarget.open(process.name(), process.listening().address(), "", "any", "v1", picture));
            }
            return measured(processes, targets, options, progress);
        } finally {
            targets.forEach(Target::close);
            processes.forEach(HopProcess::close);
        }
    }

    private static Findings measured(List<HopProcess> processes, List<Target> targets, StudyOptions options, Consumer<String> progress)
            throws InterruptedException {
        List<CostedTarget> hops = new ArrayList<>();
        for (int i = 0; i < processes.size(); i++) {
            hops.add(new CostedTarget(targets.get(i), processes.get(i)::processorTime));
        }
        CostedTarget.warmUp(hops, options, progress);
        var report = new StringBuilder("""
                | Load | Hop | Answers/s | Processor time a call, µs | of the forwarder's, median (quartiles) |
                |---|---|---:|---:|---:|
                """);
        for (int callers : options.counts("callers")) {
            var load = new ClosedLoop(callers);
            CostedTarget.measure(load, hops, options, progress).forEach(cost -> report.append(cost.row(load)));
        }
        return Findings.of(report.toString());
    }
}
