package io.outrigger.perf.process;

import io.outrigger.perf.load.PlatformFile;
import io.outrigger.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A gateway in a process of its own, beside that of a platform, whose other services it asks. */
public final class OwnGateway implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int REGISTRY_GRPC = 9083;
    private static final int WORKER_GRPC = 9084;
    private static final int REDIS = 16_379;

    private final TemporaryFolder folder;
    private final StartedService service;
    private final String url;

    private OwnGateway(TemporaryFolder folder, StartedService service, String url) {
        this.folder = folder;
        this.service = service;
        this.url = url;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param platform whose tokens and keys are good here too
     * @param portOffset what is added to each of the platform's ports
     * @param jvm options of its virtual machine
     * @param environment settings beside those that it needs
     * @throws IOException with the last lines of its log, when it does not start
     */
    public static OwnGateway beside(PlatformFile platform, int portOffset, List<String> jvm, Map<String, String> environment)
            throws IOException {
        int port = FreePort.next();
        Path state = platform.path().toAbsolutePath().getParent();
        Map<String, String> settings = new HashMap<>(Map.of("BIND_HOST", HOST, "PORT", Integer.toString(port),
                "GRPC_PORT", Integer.toString(FreePort.next()), "MANAGEMENT_PORT", Integer.toString(FreePort.next()),
                "REDIS_HOST", HOST, "REDIS_PORT", Integer.toString(REDIS + portOffset)));
        settings.putAll(Map.of("REGISTRY_GRPC", at(REGISTRY_GRPC + portOffset), "ROUTER_GRPC", platform.value("ROUTER_GRPC"),
                "WORKER_GRPC", at(WORKER_GRPC + portOffset), "JWT_ISSUER", "outrigger-local", "JWT_AUDIENCE", "outrigger",
                "JWT_JWKS", state.resolve("jwks.json").toString(), "API_KEYS_SECRET", Files.readString(state.resolve("api-keys-secret"))));
        settings.putAll(OwnPlatform.LIMITS);
        settings.putAll(environment);
        TemporaryFolder folder = TemporaryFolder.make();
        try {
            return new OwnGateway(folder, StartedService.start("api-gateway", jvm, settings, folder.path().resolve("log")),
                    "http://" + at(port));
        } catch (IOException failed) {
            folder.close();
            throw failed;
        }
    }

    private static String at(int port) {
        return HOST + ":" + port;
    }

    public String url() {
        return url;
    }

    public long pid() {
        return service.process().pid();
    }

    @Override
    public void close() throws IOException {
        service.close();
        folder.close();
    }
}
