package io.outrigger.perf.peers;

import io.outrigger.testing.FreePort;
import io.outrigger.testing.programs.MissingProgramException;
import io.outrigger.testing.programs.VirtualEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A peer that runs, with all the processes that it has started; they end with this program. */
final class PeerProcess implements AutoCloseable {
    private static final long PATIENCE_S = 10;
    private static final int QUOTED_MAX = 2_000;

    private final Peer peer;
    private final Process process;
    private final Path log;
    private final int port;
    private final Thread atExit = new Thread(this::end);

    private PeerProcess(Peer peer, Process process, Path log, int port) {
        this.peer = peer;
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts it, which takes it a while.
     *
     * @param folder with a folder of each peer's
     * @param model the ONNX file
     */
    static PeerProcess start(Peer peer, Path folder, Path model) throws IOException {
        Path python = environment(peer, folder).python().file();
        Path own = folder.resolve(peer.folder()).toAbsolutePath();
        Path log = Files.createTempFile("peer-" + peer.folder() + "-", ".log");
        int port = FreePort.next();
        List<String> command = List.of(python.toString(), own.resolve("serve.py").toString(), model.toAbsolutePath().toString(),
                Integer.toString(port));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        var started = new PeerProcess(peer, process, log, port);
        Runtime.getRuntime().addShutdownHook(started.atExit);
        return started;
    }

    /**
     * What it needs to be started, which is made where there is none yet.
     *
     * @throws IOException with a sentence, where it cannot be had on this machine
     */
    static VirtualEnvironment environment(Peer peer, Path folder) throws IOException {
        Path requirements = folder.resolve(peer.folder()).resolve("requirements.txt");
        if (!Files.isReadable(requirements)) {
            throw new IOException("There is no " + requirements + ": run this in the repository's root, or name the peers' by --folder.");
        }
        try {
            return VirtualEnvironment.of(requirements);
        } catch (MissingProgramException missing) {
            throw new IOException(peer.title() + " cannot be had here. " + missing.getMessage(), missing);
        }
    }

    Peer peer() {
        return peer;
    }

    String url() {
        return "http://127.0.0.1:" + port + peer.restForm().path();
    }

    String grpcAddress() {
        return "127.0.0.1:" + (port + 1);
    }

    /** @throws IOException with the end of what it printed, where it has ended */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(peer.title() + " ended with status " + process.exitValue() + ":\n" + endOfLog());
        }
    }

    String endOfLog() throws IOException {
        String text = Files.readString(log);
        return text.substring(Math.max(0, text.length() - QUOTED_MAX));
    }

    /** It may end by itself, and with it what it has started; what has not ended then is killed. */
    private void end() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        process.destroy();
        try {
            process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        Stream.concat(all.stream(), process.descendants()).forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
