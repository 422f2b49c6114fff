package io.outrigger.perf.peers;

import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.JsonTarget;
import io.outrigger.perf.load.Picture;
import io.outrigger.perf.load.Target;
import io.outrigger.perf.models.ModelRepository;
import io.outrigger.perf.models.Network;
import io.outrigger.perf.process.OwnPlatform;
import io.outrigger.perf.process.TemporaryFolder;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Other people's model servers, each beside the chain. */
public final class Peers implements Study {
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final Duration ASKED_EVERY = Duration.ofMillis(200);
    private static final String MODEL_FILE = Chain.MODEL + "/1/model.onnx";
    private static final ClosedLoop WARMUP = new ClosedLoop(64);
    /** Its code is compiled while it runs. */
    private static final int CHAIN_WARMUPS = 3;
    private static final double SAME = 1e-4;

    @Override
    public String help() {
        return """
                peers: other people's model servers, installed from PyPI the first time, and the chain of a platform of its own, with tokens
                and limits: one medium network, single rows, in turn.

                  --peers LIST      fastapi,bentoml,litserve,mlserver,ray,mosec,kserve,triton
                  --folder FOLDER   with a folder of each peer's               perf/peers
                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --port-offset N   of the platform                            6000
                  --callers LIST    closed loops of so many                    1,16,64
                  --slice SECONDS   of the peer, then the chain                2
                  --rounds N        slices of each, protocol and load          5
                  --warmup SECONDS  of the peer; of the chain three times as long
                                                                               5
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("peers", String.join(",", Peer.names()), "folder", "perf/peers", "picture",
                "models/sample-classifier/pictures/7-1.png", "port-offset", "6000", "callers", "1,16,64", "slice", "2", "rounds", "5",
                "warmup", "5");
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        List<Peer> peers = options.list("peers").stream().map(Peer::ofName).toList();
        for (Peer peer : peers) {
            progress.accept("making sure of " + peer.title());
            PeerProcess.environment(peer, folder(options));
        }
        try (TemporaryFolder folder = TemporaryFolder.make()) {
            new ModelRepository(folder.path()).add(Network.MEDIUM, Chain.MODEL, false, true);
            return measured(peers, folder.path(), options, progress);
        }
    }

    private static Findings measured(List<Peer> peers, Path models, StudyOptions options, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<Duel> duels = new ArrayList<>();
        try (OwnPlatform platform = OwnPlatform.start(models, options.count("port-offset"), Map.of(), progress);
                Chain chain = Chain.open(platform.file(), options.picture())) {
            Duration warmup = options.seconds("warmup").multipliedBy(CHAIN_WARMUPS);
            WARMUP.warmUp(chain.rest(), warmup, progress);
            WARMUP.warmUp(chain.grpc(), warmup, progress);
            for (Peer peer : peers) {
                progress.accept("starting " + peer.title());
                try (PeerProcess process = PeerProcess.start(peer, folder(options), models.resolve(MODEL_FILE))) {
                    duels.addAll(beside(process, chain, options, progress));
                }
            }
        }
        return PeerTable.of(duels);
    }

    private static Path folder(StudyOptions options) {
        return Path.of(options.text("folder"));
    }

    private static List<Duel> beside(PeerProcess process, Chain chain, StudyOptions options, Consumer<String> progress)
            throws IOException, InterruptedException {
        Picture picture = options.picture();
        Peer peer = process.peer();
        List<Target> targets = new ArrayList<>();
        try {
            JsonTarget rest = JsonTarget.open(peer.title() + ", JSON", process.url(), "", peer.restForm().body(picture));
            targets.add(rest);
            requireSame(peer, firstAnswer(process, rest), chain.probabilities());
            if (peer.speaksGrpc()) {
                targets.add(GrpcTarget.open(peer.title() + ", gRPC", process.grpcAddress(), "", Chain.MODEL, "", picture));
            }
            for (Target target : targets) {
                WARMUP.warmUp(target, options.seconds("warmup"), progress);
            }
            List<Duel> duels = new ArrayList<>();
            for (int callers : options.counts("callers")) {
                List<Duel> ofLoad = targets.stream()
                        .map(target -> new Duel(target.name(), target, target == rest ? chain.rest() : chain.grpc(), callers)).toList();
                for (int round = 1; round <= options.count("rounds"); round++) {
                    progress.accept(peer.title() + ", " + callers + " callers, round " + round + " of " + options.count("rounds"));
                    for (Duel duel : ofLoad) {
                        duel.round(options.seconds("slice"));
                        process.requireAlive();
                    }
                }
                duels.addAll(ofLoad);
            }
            return duels;
        } finally {
            targets.forEach(Target::close);
        }
    }

    /** Waits until it answers. */
    private static String firstAnswer(PeerProcess process, JsonTarget target) throws IOException, InterruptedException {
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        while (true) {
            process.requireAlive();
            try {
                return target.answer();
            } catch (IOException notYet) {
                if (System.nanoTime() - end > 0) {
                    throw new IOException(process.peer().title() + " was not ready within " + READY_WITHIN + " (" + notYet.getMessage()
                            + "):\n" + process.endOfLog(), notYet);
                }
                Thread.sleep(ASKED_EVERY);
            }
        }
    }

    private static void requireSame(Peer peer, String answer, double[] expected) throws IOException {
        double[] found = RestForm.probabilities(answer);
        for (int i = 0; i < expected.length; i++) {
            if (Math.abs(found[i] - expected[i]) > SAME) {
                throw new IOException(peer.title() + " does not answer as the model server does: is it the platform's model? " + answer);
            }
        }
    }
}
