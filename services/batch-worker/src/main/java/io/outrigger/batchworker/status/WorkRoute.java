package io.outrigger.batchworker.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.batchworker.store.WorkCounts;
import io.outrigger.batchworker.work.WorkSeen;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.MethodNotAllowed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * {@code GET /v1/work}: what all workers have left to do, what this one runs, and whether what it needs is ready.
 *
 * <p>Nobody is asked for it, so it answers while everything is away; what is left was read a few seconds ago, as it says.
 */
public final class WorkRoute implements Consumer<HttpRouting.Builder> {

    private static final String PATH = "/v1/work";
    private static final int LISTED_MAX = 100;
    private static final Comparator<Running> MOST_FIRST = Comparator.comparingInt(Running::chunks).reversed().thenComparing(Running::job);

    private final Supplier<WorkSeen> work;
    private final Map<String, Supplier<Optional<String>>> needed;
    private final InstantSource clock;

    /** @param needed what the worker needs, by name, and why it is not ready */
    public WorkRoute(Supplier<WorkSeen> work, Map<String, Supplier<Optional<String>>> needed, InstantSource clock) {
        this.work = work;
        this.needed = Map.copyOf(needed);
        this.clock = clock;
    }

    /** @param left null, and said so, as long as it was never read */
    private record Listing(@JsonInclude Left left, Here here, Map<String, Need> needs) {
    }

    private record Left(long ageMs, long jobsOpen, long rowsWaiting, long chunksWaiting, long chunksQueued, long chunksLeased) {
    }

    private record Here(int jobsTotal, int chunksTotal, List<Running> jobs) {
    }

    private record Running(String job, int chunks) {
    }

    /** @param reason only where it is not ready */
    private record Need(boolean ready, String reason) {
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get(PATH, (request, response) -> JsonAnswer.send(response, Status.OK_200, listing(work.get())));
        MethodNotAllowed.elsewhere(routing, PATH, "GET");
    }

    private Listing listing(WorkSeen seen) {
        Map<String, Need> needs = new TreeMap<>();
        needed.forEach((name, reason) -> needs.put(name, need(reason.get())));
        return new Listing(seen.left().map(this::left).orElse(null), here(seen.chunksAtWork()), needs);
    }

    private Left left(WorkSeen.Left seen) {
        WorkCounts counts = seen.counts();
        return new Left(Duration.between(seen.at(), clock.instant()).toMillis(), counts.jobs(), counts.rows(), counts.chunksWaiting(),
                counts.chunksQueued(), counts.chunksLeased());
    }

    private static Here here(Map<String, Integer> chunks) {
        List<Running> jobs = chunks.entrySet().stream().map(job -> new Running(job.getKey(), job.getValue()))
                .sorted(MOST_FIRST).limit(LISTED_MAX).toList();
        return new Here(chunks.size(), chunks.values().stream().mapToInt(Integer::intValue).sum(), jobs);
    }

    private static Need need(Optional<String> reason) {
        return new Need(reason.isEmpty(), reason.orElse(null));
    }
}
