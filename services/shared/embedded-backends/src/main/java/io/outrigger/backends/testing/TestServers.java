package io.outrigger.backends.testing;

import io.outrigger.backends.KafkaProcess;
import io.outrigger.backends.S3Process;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers of this test JVM: each starts when it is first asked for, serves every class, and stops at the JVM's end. */
final class TestServers {
    private static final Logger LOG = LoggerFactory.getLogger(TestServers.class);
    private static TestServer postgres;
    private static TestServer redis;
    private static EmbeddedTestServer<KafkaProcess> kafka;
    private static EmbeddedTestServer<S3Process> s3;

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

    /** A broker in a container would have to be told its host port before it starts; a child process is as real. */
    static synchronized EmbeddedTestServer<KafkaProcess> kafka() {
        if (kafka == null) {
            kafka = stoppedAtTheEnd("Kafka", EmbeddedTestServer.kafka());
        }
        return kafka;
    }

    static synchronized EmbeddedTestServer<S3Process> s3() {
        if (s3 == null) {
            s3 = stoppedAtTheEnd("S3", EmbeddedTestServer.s3());
        }
        return s3;
    }

    private static TestServer start(String image, Supplier<TestServer> container, Supplier<TestServer> embedded) {
        return stoppedAtTheEnd(image, choose(image, container, embedded));
    }

    private static <S extends TestServer> S stoppedAtTheEnd(String name, S server) {
        LOG.info("{} serves the tests as {} on port {}", server.getClass().getSimpleName(), name, server.port());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (server.isRunning()) {
                server.stop();
            }
        }, "stop-" + name));
        return server;
    }

    /** An engine that has the image may still be out of Testcontainers' reach, or unable to run it: then the tests run all the same. */
    private static TestServer choose(String image, Supplier<TestServer> container, Supplier<TestServer> embedded) {
        if (DockerEngine.has(image)) {
            try {
                return container.get();
            } catch (RuntimeException unusable) {
                LOG.warn("the image {} is there but cannot be run; the embedded server serves the tests", image, unusable);
            }
        }
        return embedded.get();
    }
}
