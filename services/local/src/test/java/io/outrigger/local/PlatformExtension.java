package io.outrigger.local;

import io.outrigger.backends.StateDirectory;
import io.outrigger.local.identity.SigningKey;
import io.outrigger.local.identity.TokenMint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The whole platform for a test class: {@code @RegisterExtension static final PlatformExtension platform = PlatformExtension.started();}
 *
 * <p>It is the same {@link Platform} that {@code mvn -Pup} starts, on free ports, with a state directory and a copy of the models of its
 * own. One serves all classes of a JVM, so a test leaves the aliases of {@code sample-classifier} as they were.
 */
public final class PlatformExtension implements BeforeAllCallback {
    /** The running platform, in JUnit's store until the last test is over. */
    private record Running(Parts parts, Path directory, PlatformAccess access, TokenMint mint) implements AutoCloseable {

        static Running start(Map<String, String> tuning) {
            try {
                Path directory = Files.createTempDirectory("outrigger-test-");
                Repository.copyTree(Repository.ROOT.resolve("models"), directory.resolve("models"));
                Parts parts = new Parts();
                StateDirectory state = parts.start("state directory", () -> StateDirectory.open(directory.resolve("state")));
                PlatformAccess access = new Platform(state, directory.resolve("models"), new ServiceSettings(Ports.free(), tuning),
                        parts, Progress.SILENT).start();
                access.write(state);
                return new Running(parts, directory, access, new TokenMint(SigningKey.openOrCreate(state), Clock.systemUTC()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            parts.close();
            Repository.deleteTree(directory);
        }
    }

    private final boolean shared;
    private final Map<String, String> tuning;
    private Running running;

    private PlatformExtension(boolean shared, Map<String, String> tuning) {
        this.shared = shared;
        this.tuning = tuning;
    }

    public static PlatformExtension started() {
        return new PlatformExtension(true, Map.of());
    }

    /** One that the class has to itself, and may leave in ruins. */
    public static PlatformExtension ofItsOwn() {
        return ofItsOwn(Map.of());
    }

    /** As {@link #ofItsOwn()}, with settings that are not as installed. */
    public static PlatformExtension ofItsOwn(Map<String, String> tuning) {
        return new PlatformExtension(false, tuning);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = shared
                ? context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL)
                        .computeIfAbsent(Running.class, _ -> Running.start(tuning), Running.class)
                : context.getStore(ExtensionContext.Namespace.create(PlatformExtension.class))
                        .computeIfAbsent(this, _ -> Running.start(tuning), Running.class);
    }

    /** Addresses and tokens. */
    public PlatformAccess access() {
        return running.access();
    }

    /** A client with the user's token. */
    RestCalls rest() {
        return new RestCalls(access()).as(access().token());
    }

    /** A client with the administrator's token. */
    RestCalls admin() {
        return new RestCalls(access()).as(access().adminToken());
    }

    /** A stock gRPC client of the gateway. */
    StockClient grpc() {
        return StockClient.open(access().gatewayGrpc(), access().token());
    }

    /** The model repository that the model server reads, for tests that add to it. */
    public Path models() {
        return running.directory().resolve("models");
    }

    Path stateDirectory() {
        return running.directory().resolve("state");
    }

    String mint(String scopes, Duration validFor) {
        return running.mint().mint("test", scopes, validFor);
    }
}
