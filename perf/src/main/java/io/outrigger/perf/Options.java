package io.outrigger.perf;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The command line.
 *
 * @param platformFiles of the platforms that are measured beside each other, one as a rule
 * @param callers sizes of the closed loops
 * @param rates requests per second of the open loops
 * @param slice how long one target is measured before the next one has its turn
 * @param rounds how many slices each target gets at each load
 * @param warmup how long each target is driven before anything counts, for the JIT compilers on both sides
 * @param hops jars of orchestrators whose processor time is measured, instead of a platform
 * @param writeModel where a medium model is written to, instead of any measurement; empty for nowhere
 * @param batchedByServer whether that model's server is to put requests together too
 */
record Options(
        boolean help,
        List<String> platformFiles,
        String picture,
        String model,
        String version,
        List<TargetKind> targets,
        List<Integer> callers,
        List<Integer> rates,
        Duration slice,
        int rounds,
        Duration warmup,
        List<String> hops,
        String writeModel,
        boolean batchedByServer) {

    static final String HELP = """
            Measures a running platform: java -jar perf/target/perf.jar [--option value]...

              --platform FILES  addresses and token           .outrigger/platform.env
                                several, with commas between: each target of one and the other in turn
              --picture FILE    what is asked                 models/sample-classifier/pictures/7-1.png
              --model NAME      of whom                       sample-classifier
              --version V       in which version              v2
              --targets LIST    direct-grpc: gRPC to the model server alone, raw tensor
                                chain-grpc: the same request through gateway, router, orchestrator
                                chain-picture: the picture itself, POST /v1/infer
                                                              direct-grpc,chain-grpc,chain-picture
              --callers LIST    closed loops of so many       1,16,64
              --rates LIST      open loops of so many a second, latency from the time a request was due
                                                              none
              --slice SECONDS   of one target, then the next  5
              --rounds N        slices a target and load      3
              --warmup SECONDS  a target                      10
              --hops JARS       no platform: processor time a call of these inference-orchestrators beside a
                                bare forwarder                none
              --write-model DIR no measurement: writes a model repository with a medium model, for OUTRIGGER_MODELS
              --server-batching true: that model is also batched by the model server
                                                              false

            More, each with a --help of its own: java -jar perf/target/perf.jar small-jobs | bulk | memory | trade | quiet-tenant
              | batching-gain
            """;

    private static final Set<String> NAMES = Set.of(
            "platform", "picture", "model", "version", "targets", "callers", "rates", "slice", "rounds", "warmup", "hops",
            "write-model", "server-batching");

    /** @throws IllegalArgumentException with a sentence that names the option */
    static Options parse(List<String> arguments) {
        Map<String, String> given = new HashMap<>();
        boolean help = arguments.contains("--help") || arguments.contains("-h");
        for (int i = 0; i < arguments.size() && !help; i += 2) {
            String name = arguments.get(i);
            if (!name.startsWith("--") || !NAMES.contains(name.substring(2))) {
                throw new IllegalArgumentException("There is no option '" + name + "'.");
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException("The option " + name + " needs a value.");
            }
            given.put(name.substring(2), arguments.get(i + 1));
        }
        return new Options(
                help,
                list(given.getOrDefault("platform", ".outrigger/platform.env"), file -> file),
                given.getOrDefault("picture", "models/sample-classifier/pictures/7-1.png"),
                given.getOrDefault("model", "sample-classifier"),
                given.getOrDefault("version", "v2"),
                list(given.getOrDefault("targets", "direct-grpc,chain-grpc,chain-picture"), TargetKind::ofName),
                list(given.getOrDefault("callers", "1,16,64"), text -> count("callers", text, 10_000)),
                list(given.getOrDefault("rates", ""), text -> count("rates", text, 100_000)),
                Duration.ofSeconds(count("slice", given.getOrDefault("slice", "5"), 3_600)),
                count("rounds", given.getOrDefault("rounds", "3"), 1_000),
                Duration.ofSeconds(count("warmup", given.getOrDefault("warmup", "10"), 3_600)),
                list(given.getOrDefault("hops", ""), file -> file),
                given.getOrDefault("write-model", ""),
                Boolean.parseBoolean(given.getOrDefault("server-batching", "false")));
    }

    private static <T> List<T> list(String text, Function<String, T> parse) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(word -> !word.isEmpty() && !word.equals("none")).map(parse)
                .toList();
    }

    private static int count(String option, String text, int max) {
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > max) {
            throw new IllegalArgumentException("--" + option + " takes whole numbers from 1 to " + max + ", found '" + text + "'.");
        }
        return Integer.parseInt(text);
    }
}
