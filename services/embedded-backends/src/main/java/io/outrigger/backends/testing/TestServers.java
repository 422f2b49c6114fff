package io.outrigger.backends.testing;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers of this test JVM: each starts when it is first asked for, serves every class, and stops at the JVM's end. */
final class TestServers {
    private static final Logger LOG = LoggerFactory.getLogger(TestServers.class);
    private static TestServer postgres;
    private static TestServer redis;

    private TestServers() {
    }

    static synchronized TestServer postgres() {
        if (postgres == null) {
            postgres = start(ContainerTestServer.POSTGRES_IMAGE, ContainerTestServer::postgres, EmbeddedTestServer::postgres);
        }
        return postgres;
    }

    static synchronized TestServer redis() {
        if (redis == null) {
            redis = start(ContainerTestServer.REDIS_IMAGE, ContainerTestServer::redis, EmbeddedTestServer::redis);
        }
        return redis;
    }

    private static TestServer start(String image, Supplier<TestServer> container, Supplier<TestServer> embedded) {
        TestServer server = DockerEngine.has(image) ? container.get() : embedded.get();
        LOG.info("{} serves the tests on port {}", server.getClass().getSimpleName(), server.port());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (server.isRunning()) {
                server.stop();
            }
        }, "stop-" + image));
        return server;
    }
}
