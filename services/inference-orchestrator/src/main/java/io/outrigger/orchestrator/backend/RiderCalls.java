package io.outrigger.orchestrator.backend;

import io.grpc.Context;
import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.overload.RecentlyUsed;
import io.outrigger.openinference.rows.AnswerDifference;
import io.outrigger.openinference.rows.JoinTrial;
import io.outrigger.openinference.rows.JoinTrial.Mix;
import io.outrigger.orchestrator.batching.LaneKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the riders of one call are served: alone, together, or both where it is to be tried whether that is the same.
 *
 * <p>A configuration can claim rows that are none, and then callers would get answers that depend on their neighbours. So the first shared
 * calls of a model are also made request by request, and of ever fewer later ones two requests; riders that are tried get the answers that
 * they have alone. One difference ends sharing for this artifact of the model, and then all of them do. Safe for several threads.
 */
final class RiderCalls {

    private static final Logger LOG = LoggerFactory.getLogger(RiderCalls.class);
    private static final int TRIALS_MAX = 1_024;
    /** Requests of a call that are tried once the first trials are over: a fleet that is busy has no time for all of them. */
    private static final int TRIED_LATER = 2;
    private static final List<String> ANY_OUTPUT = List.of("");

    private final Backend alone;
    private final SharedCalls shared;
    private final Map<Artifact, JoinTrial> trials = RecentlyUsed.map(TRIALS_MAX);

    private record Artifact(String model, String digest) {
    }

    /**
     * What came of a call.
     *
     * @param replies of the riders in their order
     * @param measured whether it took what such a call takes
     */
    record Served(List<Reply> replies, boolean measured) {
    }

    /** A call under way. */
    record Underway(CompletableFuture<Served> served, Runnable cancel) {
    }

    RiderCalls(Backend alone, SharedCalls shared) {
        this.alone = alone;
        this.shared = shared;
    }

    /** Starts the call of riders of one lane, the one with the latest deadline last. */
    Underway start(List<Rider> riders, LaneKey lane, Priority priority) {
        if (riders.size() == 1) {
            CompletableFuture<Answer> answer = alone(riders.getFirst());
            return new Underway(answer.thenApply(own -> new Served(List.of(new Reply(own, null)), true)), () -> { });
        }
        LaneKind kind = (LaneKind) lane.kind();
        JoinTrial trial = trial(new Artifact(lane.model(), kind.headers().digest()));
        if (trial.isEnded()) {
            return new Underway(eachAlone(riders).thenApply(replies -> new Served(replies, false)), () -> { });
        }
        CompletableFuture<List<Answer>> together = shared.start(riders, kind, priority);
        Mix mix = new Mix(kind.rows(), ANY_OUTPUT,
                riders.stream().allMatch(rider -> rider.rows().hasSameRows(riders.getFirst().rows())));
        CompletableFuture<Served> served = trial.isDue(mix)
                ? together.thenCompose(joined -> tried(riders, lane, trial, mix, joined))
                : together.thenApply(joined -> new Served(replies(joined), true));
        return new Underway(served, () -> together.cancel(true));
    }

    private synchronized JoinTrial trial(Artifact artifact) {
        return trials.computeIfAbsent(artifact, first -> new JoinTrial());
    }

    private CompletableFuture<Served> tried(List<Rider> riders, LaneKey lane, JoinTrial trial, Mix mix, List<Answer> joined) {
        if (!trial.vouches(mix)) {
            return eachAlone(riders).thenApply(replies -> {
                passes(lane, trial, mix, joined, replies);
                return new Served(replies, false);
            });
        }
        int first = ThreadLocalRandom.current().nextInt(riders.size() - TRIED_LATER + 1);
        int end = first + TRIED_LATER;
        return eachAlone(riders.subList(first, end)).thenCompose(own -> {
            if (!passes(lane, trial, mix, joined.subList(first, end), own)) {
                return eachAlone(riders).thenApply(replies -> new Served(replies, false));
            }
            List<Reply> replies = new ArrayList<>(replies(joined));
            for (int i = first; i < end; i++) {
                Reply alone = own.get(i - first);
                replies.set(i, alone.answer() == null ? replies.get(i) : alone);
            }
            return CompletableFuture.completedFuture(new Served(replies, false));
        });
    }

    private static List<Reply> replies(List<Answer> answers) {
        return answers.stream().map(answer -> new Reply(answer, null)).toList();
    }

    /** Compares what riders have alone with what they had together; what they do not have alone says nothing. */
    private static boolean passes(LaneKey lane, JoinTrial trial, Mix mix, List<Answer> joined, List<Reply> replies) {
        int compared = 0;
        Optional<String> difference = Optional.empty();
        for (int i = 0; i < joined.size(); i++) {
            Answer own = replies.get(i).answer();
            if (own != null) {
                compared++;
                Answer shared = joined.get(i);
                difference = difference.or(() -> AnswerDifference.between(own.message(), shared.message()));
            }
        }
        if (difference.isPresent()) {
            if (trial.end(difference.get())) {
                LOG.warn("requests to {} share calls no more: {}", lane.model(), difference.get());
            }
        } else if (compared > 1) {
            trial.passed(mix);
        }
        return difference.isEmpty();
    }

    private CompletableFuture<List<Reply>> eachAlone(List<Rider> riders) {
        List<CompletableFuture<Reply>> replies = new ArrayList<>(riders.size());
        for (Rider rider : riders) {
            replies.add(aloneOrFailed(rider).handle(Reply::of));
        }
        return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                .thenApply(done -> replies.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Answer> aloneOrFailed(Rider rider) {
        try {
            return alone(rider);
        } catch (RuntimeException thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    /** The call of one request, in its own context and not that of whoever made room. */
    private CompletableFuture<Answer> alone(Rider rider) {
        Context caller = rider.inference().caller();
        Context outer = caller.attach();
        try {
            return alone.infer(rider.inference());
        } finally {
            caller.detach(outer);
        }
    }
}
