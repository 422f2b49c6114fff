package io.outrigger.local;

import io.outrigger.backends.KafkaProcess;
import io.outrigger.backends.S3Process;
import io.outrigger.local.identity.StoredSecret;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.FreePort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link Cluster} with what jobs need: Kafka, S3 and two batch-workers. Leases and patience are a few seconds, chunks and what lies in
 * the database are small, so that a short job comes by everything that a long one does.
 */
final class JobCluster implements AutoCloseable {

    private static final Map<String, String> SMALL = Map.of(
            "JOB_LEASE", "3s",
            "JOB_QUEUE_PATIENCE", "3s",
            "JOB_SWEEP_INTERVAL", "500ms",
            "JOB_CHUNK_BYTES_MAX", Integer.toString(24 << 10),
            "JOB_OUTPUT_IN_DATABASE_MAX", Integer.toString(8 << 10),
            "JOB_INLINE_IN_DATABASE_MAX", Integer.toString(64 << 10),
            "KAFKA_RECORD_LOCK", "15s");

    private final Launch launch;
    final Cluster cluster;
    private KafkaProcess kafka;
    private S3Process s3;
    private final ServiceProcess first;
    private final ServiceProcess second;

    JobCluster() {
        this(Launch.JAR);
    }

    /** @param launch of each of the services */
    JobCluster(Launch launch) {
        this.launch = launch;
        cluster = new Cluster(launch, Map.of());
        kafka = KafkaProcess.start(cluster.state.subdirectory("kafka"), 0);
        s3 = S3Process.start(cluster.state.subdirectory("s3"), 0);
        first = worker(cluster.ports(), "first");
        second = worker(otherPorts(), "second");
        try {
            startWhatIsDown();
        } catch (RuntimeException | Error failed) {
            close();
            throw failed;
        }
    }

    private ServiceProcess worker(Ports ports, String name) {
        Map<String, String> environment = new HashMap<>(new ServiceSettings(ports, Map.of()).batchWorker(cluster.postgres(), kafka, s3,
                cluster.address(9083), cluster.address(9081), StoredSecret.WEBHOOKS.openOrCreate(cluster.state)));
        environment.putAll(SMALL);
        return new ServiceProcess("batch-worker", environment, cluster.state.subdirectory(name + "-worker"), launch);
    }

    /** The one that the gateway asks. */
    ServiceProcess firstWorker() {
        return first;
    }

    private static Ports otherPorts() {
        Map<Integer, Integer> chosen = new HashMap<>();
        return new Ports(standard -> chosen.computeIfAbsent(standard, _ -> FreePort.next()));
    }

    /** Kills a process, or all of those of a server that has several. */
    void kill(CrashVictim victim) throws InterruptedException {
        switch (victim) {
            case POSTGRES -> cluster.killPostgres();
            case REDIS -> cluster.killRedis();
            case KAFKA -> Cluster.kill(kafka);
            case S3 -> Cluster.kill(s3);
            case FIRST_WORKER, SECOND_WORKER, MODEL_SERVER, ORCHESTRATOR, ROUTER, REGISTRY -> service(victim).kill();
        }
    }

    /** Starts what was killed; a service needs not be ready yet. */
    void start(CrashVictim victim) {
        switch (victim) {
            case POSTGRES -> cluster.startPostgres();
            case REDIS -> cluster.startRedis();
            case KAFKA -> startKafka();
            case S3 -> startS3();
            case FIRST_WORKER, SECOND_WORKER, MODEL_SERVER, ORCHESTRATOR, ROUTER, REGISTRY -> service(victim).start();
        }
    }

    /** Sends a signal to a server and to its children: a postmaster has those that do the work. */
    void signal(CrashVictim victim, String signal) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid(victim)).orElseThrow();
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal, Long.toString(process.pid())));
        process.descendants().forEach(child -> command.add(Long.toString(child.pid())));
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    private long pid(CrashVictim victim) {
        return switch (victim) {
            case POSTGRES -> cluster.postgres().pid();
            case REDIS -> cluster.redis().pid();
            case KAFKA -> kafka.pid();
            case S3 -> s3.pid();
            case FIRST_WORKER, SECOND_WORKER, MODEL_SERVER, ORCHESTRATOR, ROUTER, REGISTRY -> service(victim).pid();
        };
    }

    private ServiceProcess service(CrashVictim victim) {
        return switch (victim) {
            case FIRST_WORKER -> first;
            case SECOND_WORKER -> second;
            case MODEL_SERVER -> cluster.modelServer;
            case ORCHESTRATOR -> cluster.orchestrator;
            case ROUTER -> cluster.router;
            case REGISTRY -> cluster.metadata;
            case POSTGRES, REDIS, KAFKA, S3 -> throw new IllegalArgumentException(victim + " is no service");
        };
    }

    private void startKafka() {
        if (!kafka.isAlive()) {
            kafka = KafkaProcess.start(cluster.state.subdirectory("kafka"), kafka.port());
        }
    }

    private void startS3() {
        if (!s3.isAlive()) {
            s3 = S3Process.start(cluster.state.subdirectory("s3"), s3.port());
        }
    }

    /** Starts everything that does not run, and returns when all are ready and the gateway takes jobs. */
    void startWhatIsDown() {
        startKafka();
        startS3();
        cluster.startWhatIsDown();
        for (ServiceProcess worker : List.of(first, second)) {
            worker.start();
        }
        for (ServiceProcess worker : List.of(first, second)) {
            worker.awaitReady();
        }
        Eventually.isTrue(() -> cluster.user().get(cluster.user().gateway("/v1/jobs")).succeeded());
    }

    @Override
    public void close() {
        first.close();
        second.close();
        kafka.close();
        s3.close();
        cluster.close();
    }
}
