package io.outrigger.local;

import io.outrigger.backends.BackendProcess;
import io.outrigger.backends.KeptAlive;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A backend that is coming up while others do; from then on it is started again where it dies, until it is closed. */
final class BackendStart<P extends BackendProcess> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackendStart.class);

    /** How a server starts in its directory on a port. */
    interface Launch<P> {
        P start(Path directory, int port);
    }

    private record Started<P extends BackendProcess>(KeptAlive<P> server, Duration took) {
    }

    private final String name;
    private final CompletableFuture<Started<P>> started;

    BackendStart(String name, Path directory, int port, Launch<P> launch) {
        this.name = name;
        this.started = CompletableFuture.supplyAsync(() -> {
            long began = System.nanoTime();
            KeptAlive<P> server = KeptAlive.start(name, port, chosen -> launch.start(directory, chosen));
            return new Started<>(server, Duration.ofNanos(System.nanoTime() - began));
        }, Thread::startVirtualThread);
    }

    /** Returns when it answers, and says so. */
    KeptAlive<P> await(Progress progress) {
        try {
            Started<P> done = started.join();
            progress.up(name, Platform.address(done.server().port()), done.took());
            return done.server();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    /** Stops it, once it is up. */
    @Override
    public void close() {
        try {
            started.join().server().close();
        } catch (RuntimeException e) {
            LOG.warn("{} did not start, or did not stop in good order", name, e); // the others must still be stopped
        }
    }
}
