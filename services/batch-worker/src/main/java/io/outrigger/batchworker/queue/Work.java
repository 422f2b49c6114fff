package io.outrigger.batchworker.queue;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Parcel;
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

/** A parcel in work, on a virtual thread of its own. */
final class Work {

    private static final Logger LOG = LoggerFactory.getLogger(Work.class);

    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();

    private Work() {
    }

    static Work start(Parcel parcel, Function<Parcel, Verdict> function) {
        var started = new Work();
        Thread.ofVirtual().name("chunks from " + first(parcel)).start(() -> started.verdict.complete(run(parcel, function)));
        return started;
    }

    /** What fails has not been dealt with. */
    private static Verdict run(Parcel parcel, Function<Parcel, Verdict> function) {
        try {
            return Objects.requireNonNull(function.apply(parcel), "a verdict");
        } catch (RuntimeException | Error e) {
            LOG.error("the work on {} chunks from {} failed", parcel.chunks().size(), first(parcel), e);
            return Verdict.AGAIN;
        }
    }

    private static String first(Parcel parcel) {
        ChunkId first = parcel.chunks().getFirst();
        return first.jobId() + "/" + first.index();
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
