package io.outrigger.batchworker.testing;

import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.backends.testing.BackendsExtension.Backend;
import io.outrigger.batchworker.BatchWorkerConfig;
import io.outrigger.batchworker.BatchWorkerServer;
import io.outrigger.batchworker.objects.ObjectConfig;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.database.DatabaseConfig;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.FleetMapping;
import io.outrigger.registry.ModelMapping;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInRegistry;
import io.outrigger.testing.StandInServer;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The worker that the test classes of a JVM share, with what it needs; in JUnit's store until the last test is over. */
final class RunningWorker implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final BackendsExtension backends = BackendsExtension.of(Backend.POSTGRES, Backend.KAFKA, Backend.S3);
    private final StandInRegistry registry = StandInRegistry.start();
    private final StandInServer router = StandInServer.start();
    private final ObjectStore objects;
    private final ObjectStore inputs;
    private final ServiceServer server;
    private final JobDatabase database;

    RunningWorker() {
        backends.beforeAll(null);
        registry.put(FleetMapping.toProto(new Fleet("default", "", false, 1)));
        PairModel.all().forEach(model -> registry.put(ModelMapping.toProto(model)));
        objects = open(backends.uniqueName());
        inputs = open(inputBucket());
        server = start();
        database = JobDatabase.open(new DatabaseConfig(backends.databaseHost(), backends.databasePort(), backends.databaseName(),
                backends.user(), backends.password(), "worker-test", 2, PATIENCE, PATIENCE));
        Eventually.isTrue(() -> database.notReadyReason().isEmpty());
    }

    private ObjectStore open(String bucket) {
        ObjectStore store = ObjectStore.open(new ObjectConfig(URI.create(backends.s3Endpoint()), bucket, "us-east-1",
                backends.s3AccessKey(), backends.s3SecretKey(), Set.of(), Duration.ofSeconds(5), PATIENCE));
        Eventually.isTrue(() -> store.notReadyReason().isEmpty());
        return store;
    }

    ServiceServer start() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "BIND_HOST", "127.0.0.1", "PORT", "0", "GRPC_PORT", "0", "MANAGEMENT_PORT", "0", "DRAIN_PAUSE", "0s", "DRAIN_TIMEOUT", "2s",
                "ROUTER_GRPC", router.address(), "REGISTRY_GRPC", "127.0.0.1:" + registry.port()));
        environment.putAll(Map.of("DB_HOST", backends.databaseHost(), "DB_PORT", Integer.toString(backends.databasePort()),
                "DB_NAME", backends.databaseName(), "DB_USER", backends.user(), "DB_PASSWORD", backends.password()));
        environment.putAll(Map.of("KAFKA_BROKERS", backends.kafkaBrokers(), "KAFKA_TOPIC", backends.uniqueName(),
                "KAFKA_GROUP", backends.uniqueName(), "S3_ENDPOINT", backends.s3Endpoint(), "S3_BUCKET", backends.uniqueName(),
                "S3_ACCESS_KEY", backends.s3AccessKey(), "S3_SECRET_KEY", backends.s3SecretKey(), "S3_INPUT_BUCKETS", inputBucket()));
        environment.putAll(Map.of("WEBHOOK_SECRET", SampleRows.WEBHOOK_SECRET, "WEBHOOK_PRIVATE_ADDRESSES", "true",
                "JOB_OUTPUT_IN_DATABASE_MAX", "4KiB", "JOB_SWEEP_INTERVAL", "200ms", "FILE_BYTES_MAX", "1MiB",
                "JOB_LINE_BYTES_MAX", "256KiB", "JOB_INLINE_IN_DATABASE_MAX", "20KiB"));
        Settings settings = new Settings(environment);
        BatchWorkerConfig config = BatchWorkerConfig.from(settings);
        settings.check();
        ServiceServer started = BatchWorkerServer.start(config);
        Eventually.isTrue(() -> started.reasonsNotReady().isEmpty());
        return started;
    }

    ServiceServer server() {
        return server;
    }

    StandInServer router() {
        return router;
    }

    JobDatabase database() {
        return database;
    }

    ObjectStore objects() {
        return objects;
    }

    ObjectStore inputs() {
        return inputs;
    }

    String inputBucket() {
        return backends.uniqueName() + "-in";
    }

    BackendsExtension backends() {
        return backends;
    }

    @Override
    public void close() {
        server.close();
        database.close();
        inputs.close();
        objects.close();
        router.close();
        registry.close();
        backends.afterAll(null);
    }
}
