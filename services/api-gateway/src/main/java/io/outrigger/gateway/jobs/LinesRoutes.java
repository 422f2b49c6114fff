package io.outrigger.gateway.jobs;

import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.gateway.content.ContentAnswer;
import io.outrigger.gateway.content.ContentStream;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.LinesKind;
import io.outrigger.proto.jobs.v1.ReadLinesRequest;
import io.outrigger.proto.jobs.v1.ReadLinesResponse;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** What a job has answered so far: {@code /v1/jobs/{id}/results} and {@code /errors}. */
public final class LinesRoutes implements Consumer<HttpRouting.Builder> {

    private static final String MEDIA_TYPE = "application/jsonl";

    private final JobGate jobs;
    private final WorkerLink worker;

    public LinesRoutes(JobGate jobs, WorkerLink worker) {
        this.jobs = jobs;
        this.worker = worker;
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get("/v1/jobs/{id}/results", (request, response) ->
                send(request, response, LinesKind.LINES_KIND_RESULTS, "results", Job::getOutputBytes));
        routing.get("/v1/jobs/{id}/errors", (request, response) ->
                send(request, response, LinesKind.LINES_KIND_ERRORS, "errors", Job::getErrorBytes));
    }

    private void send(ServerRequest request, ServerResponse response, LinesKind kind, String name, ToLongFunction<Job> bytes) {
        String id = JobRoutes.id(request);
        try (var _ = worker.place()) {
            new ContentAnswer(MEDIA_TYPE, name, false,
                    range -> ContentStream.of(worker.read(JobServiceGrpc.getReadLinesMethod(),
                            ReadLinesRequest.newBuilder().setId(id).setKind(kind).setRange(range).build()), ReadLinesResponse::getContent),
                    () -> bytes.applyAsLong(jobs.job(id))).send(request, response);
        }
    }
}
