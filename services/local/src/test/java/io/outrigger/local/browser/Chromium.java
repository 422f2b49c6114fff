package io.outrigger.local.browser;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.programs.ChildProcess;
import io.outrigger.testing.programs.Executable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A headless Chromium with a profile of its own, until it is closed. */
public final class Chromium implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final Path profile;
    private final ChildProcess process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    private Chromium(Path profile, ChildProcess process, int port) {
        this.profile = profile;
        this.process = process;
        this.port = port;
    }

    /** Starts the browser, or ends the test as skipped where this machine has none. */
    public static Chromium start() {
        Executable program = NAMES.stream().map(Executable::find).flatMap(Optional::stream).findFirst()
                .orElseGet(() -> Executable.orSkip(NAMES.getFirst()));
        try {
            Path profile = Files.createTempDirectory("outrigger-chromium-");
            // No sandbox: it cannot be had as root or in most containers, and the one page that is opened is ours.
            ChildProcess process = ChildProcess.start("Chromium", List.of(program.file().toString(), "--headless=new", "--no-sandbox",
                    "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-background-networking",
                    "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank"), Map.of(), profile.resolve("printed"));
            Path told = profile.resolve("DevToolsActivePort");
            Eventually.isTrue(() -> {
                process.requireAlive();
                return Files.exists(told) && Files.readAllLines(told).size() > 1;
            });
            return new Chromium(profile, process, Integer.parseInt(Files.readAllLines(told).getFirst()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new tab, whose pages see nothing of the others' sessions. */
    public ChromiumTab tab() {
        try {
            String made = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?about:blank"))
                    .PUT(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString()).body();
            return ChromiumTab.open(http, URI.create(new ObjectMapper().readTree(made).path("webSocketDebuggerUrl").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        List<ProcessHandle> children = ProcessHandle.of(process.pid()).stream().flatMap(ProcessHandle::descendants).toList();
        process.close();
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
