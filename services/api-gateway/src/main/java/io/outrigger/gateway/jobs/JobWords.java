package io.outrigger.gateway.jobs;

import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.proto.jobs.v1.Priority;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words that JSON has for what the wire has numbers for. */
final class JobWords {

    /** The one moment from which a time until deletion is counted. */
    static final String ANCHOR = "created_at";

    private static final String STATE = "JOB_STATE_";
    private static final String PRIORITY = "PRIORITY_";

    private JobWords() {
    }

    static String of(JobState state) {
        return state.name().replace(STATE, "").toLowerCase(Locale.ROOT);
    }

    static String of(Priority priority) {
        return priority.name().replace(PRIORITY, "").toLowerCase(Locale.ROOT);
    }

    static Optional<JobState> state(String word) {
        return named(JobState.values(), STATE, word).filter(state -> state != JobState.JOB_STATE_UNSPECIFIED);
    }

    static Optional<Priority> priority(String word) {
        return named(Priority.values(), PRIORITY, word).filter(priority -> priority != Priority.PRIORITY_UNSPECIFIED);
    }

    static List<String> states() {
        return Arrays.stream(JobState.values())
                .filter(state -> state != JobState.JOB_STATE_UNSPECIFIED && state != JobState.UNRECOGNIZED).map(JobWords::of).toList();
    }

    static boolean hasEnded(JobState state) {
        return switch (state) {
            case JOB_STATE_COMPLETED, JOB_STATE_FAILED, JOB_STATE_EXPIRED, JOB_STATE_CANCELLED -> true;
            case JOB_STATE_UNSPECIFIED, JOB_STATE_VALIDATING, JOB_STATE_IN_PROGRESS, JOB_STATE_FINALIZING, JOB_STATE_CANCELLING,
                    UNRECOGNIZED -> false;
        };
    }

    private static <E extends Enum<E>> Optional<E> named(E[] values, String prefix, String word) {
        return Arrays.stream(values)
                .filter(value -> value.name().equals(prefix + word.toUpperCase(Locale.ROOT)) && word.equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
