package io.outrigger.gateway.jobs;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.json.Json;
import io.outrigger.chassis.server.HeadRequest;
import io.outrigger.gateway.hop.AnswerStream;
import io.outrigger.proto.jobs.v1.WatchJobResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * {@code GET /v1/jobs/{id}/events}: the job as server-sent events, {@code progress} whenever it has changed and {@code end} behind the
 * last. Comments in between find out clients that have gone, and keep proxies from ending what is silent.
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
            response.status(Status.OK_200)
                    .header(HeaderNames.CONTENT_TYPE, "text/event-stream")
                    .header(HeaderNames.CACHE_CONTROL, "no-store")
                    .header(HeaderNames.create("X-Accel-Buffering"), "no"); // nginx would gather events
            if (HeadRequest.is(request)) {
                response.send(new byte[0]);
                return;
            }
            OutputStream out = response.outputStream();
            write(out, ": the job follows\n\n"); // the first write is kept back for a second one
            relay(first, watch, out);
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void relay(Optional<WatchJobResponse> first, AnswerStream<WatchJobResponse> watch, OutputStream out) throws IOException {
        byte[] job = {};
        long toldAt = nanoTime.getAsLong();
        for (Optional<WatchJobResponse> news = first; !watch.ended() && !stopping; news = next(watch)) {
            if (news.isPresent()) {
                job = Json.bytes(JobDocument.of(news.get().getJob()));
                write(out, "event: progress\ndata: " + new String(job, StandardCharsets.UTF_8) + "\n\n");
                toldAt = nanoTime.getAsLong();
            } else if (nanoTime.getAsLong() - toldAt >= keepAlive.toNanos()) {
                write(out, ": nothing new\n\n");
                toldAt = nanoTime.getAsLong();
            }
        }
        if (watch.ended()) {
            write(out, "event: end\ndata: " + new String(job, StandardCharsets.UTF_8) + "\n\n");
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

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
