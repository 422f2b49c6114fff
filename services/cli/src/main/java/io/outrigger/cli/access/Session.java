package io.outrigger.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.call.Pause;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.console.Console;
import io.outrigger.cli.console.Style;
import io.outrigger.client.RestClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;

/** One start of the program: where it runs, what every command may be told, and who is asked. For the main thread. */
public final class Session {
    private final GlobalOptions options = new GlobalOptions();
    private final Console terminal;
    private final Style style;
    private final Map<String, String> environment;
    private final Path directory;
    private final LongSupplier nanoTime;
    private final Pause pause;

    /** @param style what the output could show; the options may want less */
    public Session(Console terminal, Style style, Map<String, String> environment, Path directory, LongSupplier nanoTime, Pause pause) {
        this.terminal = terminal;
        this.style = style;
        this.environment = Map.copyOf(environment);
        this.directory = directory;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    public GlobalOptions options() {
        return options;
    }

    public Console terminal() {
        return terminal;
    }

    public LongSupplier nanoTime() {
        return nanoTime;
    }

    public Pause pause() {
        return pause;
    }

    public Style style() {
        return options.noProgress || options.json ? Style.PLAIN : style;
    }

    public boolean json() {
        return options.json;
    }

    /** Prints an answer where its JSON is wanted, and says whether it was. */
    public boolean printed(JsonNode answer) {
        if (options.json) {
            terminal.line(answer.toString());
        }
        return options.json;
    }

    /** A file's name as the person means it. */
    public Path path(String name) {
        return directory.resolve(name);
    }

    public Access access() {
        return Access.of(options, environment, PlatformFile.read(directory, environment));
    }

    public ServiceCaller gateway() {
        Access access = access();
        return caller(access.gatewayUrl(), access.token());
    }

    /** For keys. */
    public ServiceCaller gatewayAsAdmin() {
        Access access = access();
        return caller(access.gatewayUrl(), access.adminToken());
    }

    /** For reading. */
    public ServiceCaller registry() {
        Access access = access();
        return caller(access.registryUrl(), access.token());
    }

    public ServiceCaller registryAsAdmin() {
        Access access = access();
        return caller(access.registryUrl(), access.adminToken());
    }

    private ServiceCaller caller(String url, String token) {
        return new ServiceCaller(RestClient.of(url).as(token), pause, terminal::note);
    }
}
