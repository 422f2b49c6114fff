package io.outrigger.backends.testing;

import io.outrigger.backends.LoopbackPort;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** A server in a container, from an image that is there already. Its host port is chosen by us, so that it keeps it over a restart. */
final class ContainerTestServer implements TestServer {
    static final String POSTGRES_IMAGE = "postgres:17";
    static final String REDIS_IMAGE = "redis:7";

    private final GenericContainer<?> container;
    private final int port = LoopbackPort.free();
    private final String password;
    private boolean running = true;

    private ContainerTestServer(String image, int innerPort, Map<String, String> environment, String password, WaitStrategy ready) {
        this.password = password;
        this.container = new GenericContainer<>(DockerImageName.parse(image));
        container.withImagePullPolicy(_ -> false).withEnv(environment).withExposedPorts(innerPort).waitingFor(ready);
        container.setPortBindings(List.of("127.0.0.1:" + port + ":" + innerPort));
        container.start();
    }

    static TestServer postgres() {
        String password = UUID.randomUUID().toString();
        Map<String, String> environment = Map.of("POSTGRES_USER", PostgresTestDatabase.USER, "POSTGRES_PASSWORD", password);
        // The image starts a first server for its own use, so the second such line counts.
        return new ContainerTestServer(POSTGRES_IMAGE, 5432, environment, password,
                Wait.forLogMessage(".*database system is ready to accept connections.*\\s", 2));
    }

    static TestServer redis() {
        return new ContainerTestServer(REDIS_IMAGE, 6379, Map.of(), "", Wait.forLogMessage(".*Ready to accept connections.*\\s", 1));
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void start() {
        docker("start");
        running = true;
    }

    @Override
    public void stop() {
        docker("stop");
        running = false;
    }

    private void docker(String verb) {
        if (!DockerEngine.run(List.of(verb, container.getContainerId()))) {
            throw new IllegalStateException("docker " + verb + " failed for " + container.getDockerImageName());
        }
    }
}
