package io.outrigger.gateway.jobs;

import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.json.Json;
import io.outrigger.gateway.hop.AnswerStream;
import io.outrigger.gateway.streams.EventsExchange;
import io.outrigger.proto.jobs.v1.WatchJobResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * {@code GET /v1/jobs/{id}/events}: the job as server-sent events, {@code progress} whenever it has changed and {@code end} behind the
 * last.
 */
public final class EventsRoute implements Consumer<HttpRouting.Builder> {

    /** How soon a stopping server is noticed. */
    private static final Duration LOOK_UP = Duration.ofMillis(500);

    private final JobGate jobs;
    private final WorkerLink worker;
    private final Duration keepAlive;
    private final LongSupplier nanoTime;
    private volatile boolean stopping;

    public EventsRoute(JobGate jobs, WorkerLink worker, Duration keepAlive, LongSupplier nanoTime) {
        this.jobs = jobs;
        this.worker = worker;
        this.keepAlive = keepAlive;
        this.nanoTime = nanoTime;
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get("/v1/jobs/{id}/events", this::send);
    }

    /** Lets watchers go, who will come again elsewhere. */
    public void stop() {
        stopping = true;
    }

    private void send(ServerRequest request, ServerResponse response) {
        try (var _ = worker.place(); AnswerStream<WatchJobResponse> watch = jobs.watch(JobRoutes.id(request))) {
            Optional<WatchJobResponse> first = watch.next();
            EventsExchange.answer(request, response, "the job follows", keepAlive, nanoTime, events -> relay(first, watch, events));
        }
    }

    private void relay(Optional<WatchJobResponse> first, AnswerStream<WatchJobResponse> watch, EventsExchange events) throws IOException {
        byte[] job = {};
        for (Optional<WatchJobResponse> news = first; !watch.ended() && !stopping; news = next(watch)) {
            if (news.isPresent()) {
                job = Json.bytes(JobDocument.of(news.get().getJob()));
                events.send("progress", job);
            } else {
                events.sendNothing();
            }
        }
        if (watch.ended()) {
            events.send("end", job);
        }
    }

    /** What comes within a short time; a watch that fails ends the connection, and its client asks again. */
    private Optional<WatchJobResponse> next(AnswerStream<WatchJobResponse> watch) {
        try {
            return watch.next(keepAlive.compareTo(LOOK_UP) < 0 ? keepAlive : LOOK_UP);
        } catch (ServiceException failure) {
            throw new CloseConnectionException("the watch broke off", failure);
        }
    }
}
