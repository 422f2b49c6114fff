package io.outrigger.batchworker.run;

import io.outrigger.chassis.overload.RecentlyUsed;
import io.outrigger.openinference.rows.AnswerDifference;
import io.outrigger.openinference.rows.JoinTrial;
import io.outrigger.openinference.rows.JoinTrial.Mix;
import io.outrigger.openinference.wire.WireMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of models whose rows have shared calls.
 *
 * <p>The orchestrator tries whether requests may be joined, and cannot see that a request of several rows was joined here. So the first
 * shared calls of an artifact, and ever fewer later ones, are made row by row too, and one difference ends sharing for it. Safe for
 * several threads.
 */
final class CallTrials {

    private static final Logger LOG = LoggerFactory.getLogger(CallTrials.class);
    private static final int TRIALS_MAX = 256;
    private static final List<String> ANY_OUTPUT = List.of("");

    private final Map<String, JoinTrial> trials = RecentlyUsed.map(TRIALS_MAX);

    /** The trial of what answers a job. */
    synchronized JoinTrial of(RowTerms terms) {
        return trials.computeIfAbsent(terms.artifact(), _ -> new JoinTrial());
    }

    static Mix mix(List<PreparedRow> rows) {
        var first = rows.getFirst().shareable().orElseThrow();
        return new Mix(first.kind(), ANY_OUTPUT, rows.stream().allMatch(row -> row.shareable().orElseThrow().hasSameRows(first)));
    }

    /**
     * Compares what rows were answered together and alone.
     *
     * @param alone null where a row has no answer alone
     */
    static void compare(JoinTrial trial, Mix mix, String model, List<WireMessage> joined, List<WireMessage> alone) {
        int compared = 0;
        Optional<String> difference = Optional.empty();
        for (int i = 0; i < joined.size() && difference.isEmpty(); i++) {
            if (alone.get(i) != null) {
                compared++;
                difference = AnswerDifference.between(alone.get(i), joined.get(i));
            }
        }
        if (difference.isPresent()) {
            if (trial.end(difference.get())) {
                LOG.warn("rows of jobs for {} share calls no more: {}", model, difference.get());
            }
        } else if (compared > 1) {
            trial.passed(mix);
        }
    }
}
