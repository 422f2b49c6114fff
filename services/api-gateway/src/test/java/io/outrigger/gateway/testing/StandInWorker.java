package io.outrigger.gateway.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.outrigger.chassis.headers.PlatformHeader;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A batch-worker on loopback that keeps jobs and files in memory, by tenant, and runs nothing: what becomes of a job a test says. */
public final class StandInWorker implements AutoCloseable {

    static final Context.Key<String> TENANT = Context.key("tenant");

    private final Server server;
    private final Map<String, Kept<Job>> jobs = new LinkedHashMap<>();
    private final Map<String, Kept<File>> files = new LinkedHashMap<>();
    private final Map<String, ByteString> contents = new LinkedHashMap<>();
    private final List<SubmitJobRequest> submits = new ArrayList<>();
    private final Map<String, Kept<String>> keys = new LinkedHashMap<>();
    private final List<Consumer<Job>> watchers = new ArrayList<>();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final StandInCaptures captures = new StandInCaptures();
    private final AtomicInteger calls = new AtomicInteger();

    /** Something that one tenant has. */
    record Kept<T>(String tenant, T item) {
    }

    private StandInWorker(int port) {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .maxInboundMessageSize(64 << 20)
                    .addService(new StandInJobService(this))
                    .addService(captures)
                    .intercept(new TenantReader())
                    .build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static StandInWorker start() {
        return new StandInWorker(0);
    }

    public int port() {
        return server.getPort();
    }

    /** Where captured requests go. */
    public StandInCaptures captures() {
        return captures;
    }

    /** How many calls have come, whatever they were. */
    public int calls() {
        return calls.get();
    }

    /** How many calls have been left by who made them. */
    public int cancelled() {
        return cancelled.get();
    }

    public synchronized List<SubmitJobRequest> submits() {
        return List.copyOf(submits);
    }

    public synchronized Job job(String id) {
        return jobs.get(id).item();
    }

    /** Makes a job be so, and tells its watchers. */
    public synchronized Job put(String tenant, Job job) {
        jobs.put(job.getId(), new Kept<>(tenant, job));
        List.copyOf(watchers).forEach(watcher -> watcher.accept(job));
        return job;
    }

    /** Lets a job of this tenant be there. */
    public Job job(String tenant, Consumer<Job.Builder> with) {
        Job.Builder job = Job.newBuilder().setId(id("batch_")).setState(JobState.JOB_STATE_IN_PROGRESS).setEndpoint("/v1/infer")
                .setCreatedAt(Timestamp.newBuilder().setSeconds(1_700_000_000));
        with.accept(job);
        String hex = job.getId().substring("batch_".length());
        job.setOutputFileId("file-" + hex + "-output").setErrorFileId("file-" + hex + "-errors");
        return put(tenant, job.build());
    }

    public void end(String id, JobState state, String results, String errors) {
        synchronized (this) {
            Job job = job(id);
            keep(job.getOutputFileId(), ByteString.copyFromUtf8(results));
            keep(job.getErrorFileId(), ByteString.copyFromUtf8(errors));
            put(jobs.get(id).tenant(), job.toBuilder().setState(state).setOutputBytes(contents.get(job.getOutputFileId()).size())
                    .setErrorBytes(contents.get(job.getErrorFileId()).size()).build());
        }
    }

    /** What a file of this id has; ids are a job's or an upload's. */
    public synchronized void keep(String fileId, ByteString bytes) {
        contents.put(fileId, bytes);
    }

    public synchronized Optional<ByteString> content(String fileId) {
        return Optional.ofNullable(contents.get(fileId));
    }

    synchronized List<Job> jobs(String tenant) {
        return jobs.values().stream().filter(kept -> kept.tenant().equals(tenant)).map(Kept::item).toList().reversed();
    }

    synchronized List<File> files(String tenant) {
        return files.values().stream().filter(kept -> kept.tenant().equals(tenant)).map(Kept::item).toList().reversed();
    }

    public int fileCount(String tenant) {
        return files(tenant).size();
    }

    public synchronized File put(String tenant, File file) {
        files.put(file.getId(), new Kept<>(tenant, file));
        return file;
    }

    synchronized void removeJob(String id) {
        jobs.remove(id);
    }

    synchronized void removeFile(String id) {
        files.remove(id);
        contents.remove(id);
    }

    synchronized void submitted(SubmitJobRequest request) {
        submits.add(request);
    }

    /** The job that a key has made, where it has. */
    synchronized Optional<Job> ofKey(String tenant, String key) {
        return Optional.ofNullable(keys.get(tenant + ' ' + key)).map(kept -> jobs.get(kept.item())).map(Kept::item);
    }

    synchronized void key(String tenant, String key, String job) {
        keys.put(tenant + ' ' + key, new Kept<>(tenant, job));
    }

    synchronized void watch(Consumer<Job> watcher) {
        watchers.add(watcher);
    }

    synchronized void leave(Consumer<Job> watcher) {
        watchers.remove(watcher);
    }

    void left() {
        cancelled.incrementAndGet();
    }

    static String id(String prefix) {
        return prefix + UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    /** Puts the tenant that a call names where its handler finds it. */
    private final class TenantReader implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            calls.incrementAndGet();
            String tenant = Optional.ofNullable(headers.get(PlatformHeader.TENANT.key())).orElse("");
            return Contexts.interceptCall(Context.current().withValue(TENANT, tenant), call, headers, next);
        }
    }
}
