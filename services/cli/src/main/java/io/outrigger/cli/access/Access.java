package io.outrigger.cli.access;

import io.outrigger.cli.outcome.CommandFailure;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where the platform is and who asks.
 *
 * @param token for the gateway, and for reading the registry; empty for none
 * @param adminToken for keys, and for writing to the registry; empty for none
 */
public record Access(String gatewayUrl, String registryUrl, String token, String adminToken) {
    private static final String GATEWAY_URL = "http://127.0.0.1:8080";
    private static final String REGISTRY_URL = "http://127.0.0.1:8083";

    /** What is given on the command line counts before the environment, that before the file, and that before the usual ports. */
    public static Access of(GlobalOptions given, Map<String, String> environment, Map<String, String> file) {
        String token = first(given.token, environment.get("TOKEN"), file.get("TOKEN"));
        return new Access(
                url("--url", first(given.url, environment.get("GATEWAY_URL"), file.get("GATEWAY_URL"), GATEWAY_URL)),
                url("--registry-url", first(given.registryUrl, environment.get("REGISTRY_URL"), file.get("REGISTRY_URL"), REGISTRY_URL)),
                token,
                first(given.token, environment.get("ADMIN_TOKEN"), file.get("ADMIN_TOKEN"), token));
    }

    private static String first(String... values) {
        return Stream.of(values).filter(value -> value != null && !value.isEmpty()).findFirst().orElse("");
    }

    private static String url(String name, String value) {
        boolean valid;
        try {
            URI uri = URI.create(value);
            valid = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (IllegalArgumentException noUri) {
            valid = false;
        }
        if (!valid) {
            throw CommandFailure.usage(name + ": expected an address such as " + GATEWAY_URL + ", found '" + value + "'.");
        }
        return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    }

    /** Without the tokens. */
    @Override
    public String toString() {
        return "Access[" + gatewayUrl + ", " + registryUrl + "]";
    }
}
