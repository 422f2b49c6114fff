package io.outrigger.batchworker.queue;

import io.outrigger.batchworker.job.ChunkId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A chunk in work, on a virtual thread of its own. */
final class Work {

    private static final Logger LOG = LoggerFactory.getLogger(Work.class);

    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();

    private Work() {
    }

    static Work start(ChunkId chunk, Function<ChunkId, Verdict> function) {
        var started = new Work();
        Thread.ofVirtual().name("chunk " + chunk.jobId() + "/" + chunk.index()).start(() -> started.verdict.complete(run(chunk, function)));
        return started;
    }

    /** What fails has not been dealt with. */
    private static Verdict run(ChunkId chunk, Function<ChunkId, Verdict> function) {
        try {
            return Objects.requireNonNull(function.apply(chunk), "a verdict");
        } catch (RuntimeException | Error e) {
            LOG.error("the work on chunk {} of {} failed", chunk.index(), chunk.jobId(), e);
            return Verdict.AGAIN;
        }
    }

    /** Its verdict, if there is one within that time. */
    Optional<Verdict> await(Duration time) throws InterruptedException {
        try {
            return Optional.of(verdict.get(time.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("work ends with a verdict, whatever happens", e);
        }
    }
}
