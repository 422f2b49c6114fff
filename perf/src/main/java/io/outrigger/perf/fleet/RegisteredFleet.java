package io.outrigger.perf.fleet;

import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.perf.load.Picture;
import io.outrigger.perf.load.PlatformFile;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A stand-in fleet that a running platform knows, with its model under three names: two whose requests share calls, one whose do not.
 * Names and fleet are removed at the end, also where this program is stopped before.
 */
public final class RegisteredFleet implements AutoCloseable {

    public static final String VERSION = "v1";

    private static final int NOT_FOUND = 404;

    private final StandInFleet fleet;
    private final RestClient registry;
    private final String name;
    private final Consumer<String> progress;
    private final AtomicBoolean removed = new AtomicBoolean();
    private final Thread atExit = new Thread(this::remove);

    private RegisteredFleet(StandInFleet fleet, RestClient registry, String name, Consumer<String> progress) {
        this.fleet = fleet;
        this.registry = registry;
        this.name = name;
        this.progress = progress;
    }

    /** Starts it and makes it known; under a name of its own, since a version's number is never used again. */
    public static RegisteredFleet open(PlatformFile platform, StandInModel model, Picture picture, Consumer<String> progress)
            throws IOException {
        return of(StandInFleet.of(model, picture), platform, progress);
    }

    /** Makes one known that runs, and ends with this. */
    public static RegisteredFleet of(StandInFleet fleet, PlatformFile platform, Consumer<String> progress) throws IOException {
        var registered = new RegisteredFleet(fleet,
                RestClient.of(platform.value("REGISTRY_URL")).as(platform.value("ADMIN_TOKEN")),
                "perf-" + Long.toHexString(System.currentTimeMillis()), progress);
        try {
            Runtime.getRuntime().addShutdownHook(registered.atExit);
            registered.register();
            return registered;
        } catch (IOException | RuntimeException failure) {
            registered.close();
            throw failure;
        }
    }

    private void register() throws IOException {
        taken(registry.put("/v1/fleets/" + name, """
                {"address":"%s","replicas":1}""".formatted(fleet.address())));
        register(batched(), "on");
        register(another(), "on");
        register(unbatched(), "off");
    }

    private void register(String model, String batching) throws IOException {
        taken(registry.post("/v1/models", """
                {"name":"%s","version":"v1","framework":"onnx","fleets":["%s"],"batching":"%s"}"""
                .formatted(model, name, batching)));
    }

    private static void taken(RestAnswer answer) throws IOException {
        if (!answer.succeeded()) {
            throw new IOException("The registry did not take the fleet: " + answer);
        }
    }

    /** The model whose requests share calls, in version {@value #VERSION}. */
    public String batched() {
        return name;
    }

    /** Another model on the same fleet whose requests share calls, in version {@value #VERSION}. */
    public String another() {
        return name + "-another";
    }

    /** The same with batching off, in version {@value #VERSION}. */
    public String unbatched() {
        return name + "-off";
    }

    /** To be asked without the platform. */
    public String address() {
        return fleet.address();
    }

    public Work work() {
        return fleet.work();
    }

    private void remove() {
        if (removed.compareAndSet(false, true)) {
            remove("/v1/models/" + batched() + "?force=true");
            remove("/v1/models/" + another() + "?force=true");
            remove("/v1/models/" + unbatched() + "?force=true");
            remove("/v1/fleets/" + name);
        }
    }

    private void remove(String path) {
        try {
            RestAnswer answer = registry.delete(path);
            if (!answer.succeeded() && answer.status() != NOT_FOUND) {
                progress.accept("The registry keeps " + path + ": " + answer);
            }
        } catch (IOException away) {
            progress.accept("The registry keeps " + path + ": " + away.getMessage());
        }
    }

    @Override
    public void close() {
        remove();
        fleet.close();
        registry.close();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
