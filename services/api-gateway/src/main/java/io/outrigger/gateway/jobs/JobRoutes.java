package io.outrigger.gateway.jobs;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.gateway.listing.ListDocument;
import io.outrigger.gateway.listing.PageQuery;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.ListJobsRequest;
import io.outrigger.proto.jobs.v1.ListJobsResponse;
import io.outrigger.proto.jobs.v1.SubmitJobResponse;
import java.util.List;
import java.util.function.Consumer;

/** Jobs on the platform's own addresses: {@code /v1/batch} and {@code /v1/jobs}. */
public final class JobRoutes implements Consumer<HttpRouting.Builder> {

    static final int LIMIT_MAX = 100;

    private final JobGate jobs;
    private final long bodyBytesMax;

    /** @param bodyBytesMax of a submit; what is larger is uploaded as a file */
    public JobRoutes(JobGate jobs, long bodyBytesMax) {
        this.jobs = jobs;
        this.bodyBytesMax = bodyBytesMax;
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.post("/v1/batch", this::submit);
        routing.get("/v1/jobs", this::list);
        routing.get("/v1/jobs/{id}", (request, response) -> send(response, Status.OK_200, jobs.job(id(request))));
        routing.post("/v1/jobs/{id}/cancel", (request, response) -> send(response, Status.OK_200, jobs.cancel(id(request))));
        routing.post("/v1/jobs/{id}/retry", this::retry);
        routing.delete("/v1/jobs/{id}", (request, response) -> {
            jobs.delete(id(request));
            response.status(Status.NO_CONTENT_204).send();
        });
    }

    private void submit(ServerRequest request, ServerResponse response) {
        String key = idempotencyKey(request);
        SubmitJobResponse submitted = jobs.submit(
                SubmitBody.ownShape(RequestBody.read(request, bodyBytesMax)).setIdempotencyKey(key).build());
        located(response, submitted.getCreated() ? Status.ACCEPTED_202 : Status.OK_200, submitted.getJob());
    }

    private void list(ServerRequest request, ServerResponse response) {
        PageQuery query = PageQuery.of(request, "state", "model");
        ListJobsRequest.Builder page = ListJobsRequest.newBuilder()
                .setPageSize(query.limit(LIMIT_MAX)).setAfter(query.one("after")).setModel(query.one("model"));
        for (String word : query.several("state")) {
            page.addStates(JobWords.state(word).orElseThrow(() -> new ServiceException(ErrorCode.INVALID_FIELD,
                    "The parameter state must be one of " + JobWords.states() + "; found " + Quote.of(word) + ".")));
        }
        ListJobsResponse found = jobs.list(page.build());
        JsonAnswer.send(response, Status.OK_200, ListDocument.of(
                found.getJobsList().stream().map(JobDocument::of).toList(), JobDocument::id, found.getHasMore()));
    }

    private void retry(ServerRequest request, ServerResponse response) {
        located(response, Status.ACCEPTED_202, jobs.retry(id(request), idempotencyKey(request)));
    }

    private static void located(ServerResponse response, Status status, Job job) {
        response.header(HeaderNames.LOCATION, "/v1/jobs/" + job.getId());
        send(response, status, job);
    }

    private static void send(ServerResponse response, Status status, Job job) {
        JsonAnswer.send(response, status, JobDocument.of(job));
    }

    static String idempotencyKey(ServerRequest request) {
        return IdempotencyKey.of(request.headers().all(HeaderNames.create(IdempotencyKey.HEADER), List::of));
    }

    static String id(ServerRequest request) {
        return request.path().pathParameters().first("id").orElse("");
    }
}
