package io.outrigger.perf.chain;

import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.OpenLoop;
import io.outrigger.perf.load.PictureTarget;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.process.OwnGateway;
import io.outrigger.perf.process.OwnPlatform;
import io.outrigger.perf.process.WatchedProcess;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Connections that are kept open and ask nothing, and callers beside them. */
public final class ManyConnections implements Study {

    private static final int WARMUP_CALLERS = 16;
    private static final int CONNECTIONS_BESIDE = 1_000;
    private static final String ANSWERED = "HTTP/1.1 200";
    private static final ByteBuffer QUESTION =
            ByteBuffer.wrap("GET /v2/health/live HTTP/1.1\r\nHost: perf\r\n\r\n".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

    @Override
    public String help() {
        return """
                connections: so many connections to a gateway that have asked once and stay open, and pictures at a steady rate before and
                beside them; and what that takes of its memory. The gateway is a process of its own beside those of a platform.

                  --picture FILE                                               models/sample-classifier/pictures/7-1.png
                  --models FOLDER                                              models
                  --port-offset N   of the platform                            2000
                  --jvm OPTIONS     of the gateway's virtual machine, with commas between
                                                                               -Xmx512m,-XX:+UseSerialGC,-XX:-UsePerfData
                  --connections N                                              9900
                  --rate N          pictures a second                          500
                  --slice SECONDS   before them, and beside them               20
                  --warmup SECONDS                                             15
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("picture", "models/sample-classifier/pictures/7-1.png", "models", "models", "port-offset", "2000", "jvm",
                "-Xmx512m,-XX:+UseSerialGC,-XX:-UsePerfData", "connections", "9900", "rate", "500", "slice", "20", "warmup", "15");
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        List<SocketChannel> open = new ArrayList<>();
        Map<String, String> limit = Map.of("CONNECTIONS_MAX", String.valueOf(options.count("connections") + CONNECTIONS_BESIDE));
        try (OwnPlatform platform = OwnPlatform.start(Path.of(options.text("models")), options.count("port-offset"), Map.of(), progress);
                OwnGateway gateway = OwnGateway.beside(platform.file(), options.count("port-offset"), options.list("jvm"), limit);
                WatchedProcess process = WatchedProcess.attach((int) gateway.pid());
                PictureTarget target = new PictureTarget("pictures", gateway.url(), platform.file().value("TOKEN"),
                        "sample-classifier", "v2", options.picture())) {
            var load = new OpenLoop(options.count("rate"));
            new ClosedLoop(WARMUP_CALLERS).warmUp(target, options.seconds("warmup"), progress); // an open loop would leave a queue behind
            progress.accept(load.describe() + " alone");
            var alone = new Tally();
            load.drive(target, options.seconds("slice"), alone);
            double heapBefore = process.heapBehindCollectionMib();
            double residentBefore = process.residentMib();
            progress.accept("opening connections");
            open(open, URI.create(gateway.url()), options.count("connections"));
            progress.accept(load.describe() + " beside " + open.size() + " connections");
            var beside = new Tally();
            load.drive(target, options.seconds("slice"), beside);
            long left = open.stream().filter(ManyConnections::isOpen).count();
            String others = "beside " + open.size() + " connections";
            return Findings.ofLatencies(String.format(Locale.ROOT, """
                    | %s | p50 ms | p99 ms | Failed | Heap MiB | Resident MiB |
                    |---|---:|---:|---:|---:|---:|
                    %s%s
                    Of %d connections %d were open at the end.
                    """, load.describe(), row("alone", alone, heapBefore, residentBefore),
                    row(others, beside, process.heapBehindCollectionMib(), process.residentMib()),
                    open.size(), left), load.describe(), List.of(Map.entry("alone", alone), Map.entry(others, beside)));
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }

    private static String row(String name, Tally tally, double heap, double resident) {
        return String.format(Locale.ROOT, "| %s | %.2f | %.2f | %d | %.0f | %.0f |%n", name, tally.latency_ms(50), tally.latency_ms(99),
                tally.failures() + tally.notSent(), heap, resident);
    }

    private static void open(List<SocketChannel> open, URI gateway, int count) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(4 << 10);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
            open.add(channel);
            channel.write(QUESTION.duplicate());
            channel.read(answer.clear());
            String head = StandardCharsets.US_ASCII.decode(answer.flip()).toString();
            if (!head.startsWith(ANSWERED)) {
                throw new IOException("Connection " + i + " was answered '" + head.lines().findFirst().orElse("") + "'.");
            }
        }
    }

    /** Whether the server has not closed it: then there is nothing to read, and no end. */
    private static boolean isOpen(SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            return channel.read(ByteBuffer.allocate(1)) == 0;
        } catch (IOException closed) {
            return false;
        }
    }
}
