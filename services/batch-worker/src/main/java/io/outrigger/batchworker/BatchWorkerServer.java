package io.outrigger.batchworker;

import io.grpc.ManagedChannel;
import io.outrigger.batchworker.api.CapturesGrpc;
import io.outrigger.batchworker.api.JobFiles;
import io.outrigger.batchworker.api.JobsGrpc;
import io.outrigger.batchworker.captures.CaptureObjects;
import io.outrigger.batchworker.job.JobRules;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.queue.ChunkQueue;
import io.outrigger.batchworker.run.ChunkRun;
import io.outrigger.batchworker.run.RowCalls;
import io.outrigger.batchworker.status.WorkRoute;
import io.outrigger.batchworker.store.ChunkStore;
import io.outrigger.batchworker.store.FileStore;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobStore;
import io.outrigger.batchworker.store.SubmissionStore;
import io.outrigger.batchworker.store.WebhookStore;
import io.outrigger.batchworker.submission.ChangeTurns;
import io.outrigger.batchworker.submission.InputIntake;
import io.outrigger.batchworker.submission.OpenJobs;
import io.outrigger.batchworker.submission.Submissions;
import io.outrigger.batchworker.webhook.WebhookAddresses;
import io.outrigger.batchworker.webhook.Webhooks;
import io.outrigger.batchworker.work.JobWork;
import io.outrigger.batchworker.work.PinnedModels;
import io.outrigger.chassis.server.Composition;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.intake.Intake;
import io.outrigger.intake.picture.Pictures;
import io.outrigger.registryview.RegistryView;
import io.outrigger.relay.hop.Channels;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The batch-worker, put together. It starts whether or not what it needs is there, and is ready when it has been: database, queue,
 * objects, registry and router. Jobs are accepted while the queue is away, and go on when it is back.
 */
public final class BatchWorkerServer {

    static final String NAME = "batch-worker";

    /** Uploads, downloads and watches may take so long. */
    private static final Duration STREAM_TIME_MAX = Duration.ofHours(24);

    private BatchWorkerServer() {
    }

    public static ServiceServer start(BatchWorkerConfig config) {
        return ServiceServer.start(config.server(), Telemetry.of(NAME, config.server().tracing()),
                service -> compose(config, service));
    }

    private static void compose(BatchWorkerConfig config, Composition service) {
        Telemetry telemetry = service.telemetry();
        ManagedChannel registryChannel = service.owns(
                Channels.toService(config.registry(), config.server().messageBytesMax(), telemetry), ManagedChannel::shutdownNow);
        RegistryView registry = service.owns(RegistryView.watch(registryChannel).measuredBy(telemetry));
        JobDatabase database = service.owns(JobDatabase.open(config.database()).measuredBy(telemetry.meters()));
        ObjectStore objects = service.owns(ObjectStore.open(config.objects()));
        ChunkQueue queue = service.owns(ChunkQueue.open(config.queue(), telemetry));
        RowCalls calls = service.owns(new RowCalls(config.router(), config.run(), telemetry));
        var models = new PinnedModels(registry);
        var run = new ChunkRun(calls, new Intake(new Pictures(config.pictures())), config.json(), config.run(),
                config.cuts().lineBytesMax(), telemetry);
        var webhookAddresses = new WebhookAddresses(config.webhooks());
        service.owns(Webhooks.start(database, new WebhookStore(), config.webhooks(), webhookAddresses, telemetry.clock()));
        JobWork work = service.owns(JobWork.start(
                new JobWork.Tools(database, queue, objects, models, run, config.cuts(), telemetry), config.work()));
        var intake = new InputIntake(models, webhookAddresses, objects, new JobRules(config.work().limits()), config.cuts(),
                config.inlineBytesMax());
        var submissions = new Submissions(database, new JobStore(), new ChunkStore(), new FileStore(), new SubmissionStore(), intake,
                new OpenJobs(database, new JobStore(), config.openJobsMax(), telemetry.clock()), telemetry.clock(), work::taken);
        var files = new JobFiles(database, new JobStore(), new FileStore(), objects, work.lines(), telemetry.clock(),
                config.fileBytesMax());
        var jobs = new JobsGrpc(database, new JobStore(), work.shell(), submissions, files, new ChangeTurns(telemetry.nanoTime()),
                telemetry.clock());
        var captures = new CaptureObjects(objects, config.cuts().lineBytesMax());
        service.owns(captures.removing(config.captureKeep(), telemetry.clock()));
        Map<String, Supplier<Optional<String>>> needed = new LinkedHashMap<>();
        needed.put("database", database::notReadyReason);
        needed.put("queue", queue::notReadyReason);
        needed.put("objects", objects::notReadyReason);
        needed.put("registry", registry::notReadyReason);
        needed.put("model-router", calls::notReadyReason);
        service.callTimeMax(STREAM_TIME_MAX)
                .grpc(jobs)
                .grpc(new CapturesGrpc(captures))
                .beforeDraining(jobs::endWatches)
                .rest(new WorkRoute(work::seen, needed, telemetry.clock()));
        needed.forEach(service::readiness);
    }
}
