package io.outrigger.cli.access;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What every command takes, before or behind its name. */
public final class GlobalOptions {
    @Option(names = "--url", scope = ScopeType.INHERIT, paramLabel = "URL", description = "Gateway; otherwise GATEWAY_URL of the "
            + "environment or of .outrigger/platform.env")
    String url;

    @Option(names = "--registry-url", scope = ScopeType.INHERIT, paramLabel = "URL", description = "Registry; otherwise REGISTRY_URL")
    String registryUrl;

    @Option(names = "--token", scope = ScopeType.INHERIT, paramLabel = "TOKEN", description = "Who asks, a JWT or an API key (ork_…); "
            + "otherwise TOKEN, or ADMIN_TOKEN for keys and changes of models")
    String token;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the answer's JSON, one object a line, and nothing else")
    boolean json;

    @Option(names = "--no-progress", scope = ScopeType.INHERIT, description = "A plain line now and then instead of the bar; no colours")
    boolean noProgress;
}
