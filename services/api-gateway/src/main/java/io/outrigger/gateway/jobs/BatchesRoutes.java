package io.outrigger.gateway.jobs;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.gateway.listing.ListDocument;
import io.outrigger.gateway.listing.PageQuery;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.ListJobsRequest;
import io.outrigger.proto.jobs.v1.ListJobsResponse;
import java.util.function.Consumer;

/** The same jobs on OpenAI's addresses, {@code /v1/batches}: for its clients, unchanged. */
public final class BatchesRoutes implements Consumer<HttpRouting.Builder> {

    private static final int BODY_BYTES_MAX = 256 << 10;

    private final JobGate jobs;

    public BatchesRoutes(JobGate jobs) {
        this.jobs = jobs;
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.post("/v1/batches", this::submit);
        routing.get("/v1/batches", this::list);
        routing.get("/v1/batches/{id}", (request, response) -> send(response, jobs.job(JobRoutes.id(request))));
        routing.post("/v1/batches/{id}/cancel", (request, response) -> send(response, jobs.cancel(JobRoutes.id(request))));
    }

    private void submit(ServerRequest request, ServerResponse response) {
        String key = JobRoutes.idempotencyKey(request);
        send(response, jobs.submit(
                SubmitBody.openAisShape(RequestBody.read(request, BODY_BYTES_MAX)).setIdempotencyKey(key).build()).getJob());
    }

    private void list(ServerRequest request, ServerResponse response) {
        PageQuery query = PageQuery.of(request);
        ListJobsResponse found = jobs.list(ListJobsRequest.newBuilder()
                .setPageSize(query.limit(JobRoutes.LIMIT_MAX)).setAfter(query.one("after")).build());
        JsonAnswer.send(response, Status.OK_200, ListDocument.of(
                found.getJobsList().stream().map(JobDocument::inOpenAisShape).toList(), JobDocument::id, found.getHasMore()));
    }

    private static void send(ServerResponse response, Job job) {
        JsonAnswer.send(response, Status.OK_200, JobDocument.inOpenAisShape(job));
    }
}
