package io.outrigger.openinference.rows;

import io.outrigger.chassis.overload.RecentlyUsed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What running has shown about a version: whether joined requests are answered as each of them alone.
 *
 * <p>A batch is tried, that is run request by request too and compared, while one of the outputs asked has passed fewer than
 * {@value #PASSES} trials, when its mix (shapes of a row and outputs asked) is new, and now and then for ever, ever more seldom. One
 * difference ends joining for as long as the version is loaded. Requests that are the same to the byte prove little, for in many
 * operations equal rows disturb one another by nothing; such batches have a count of their own, which vouches for no others.
 * Thread-safe.
 */
public final class JoinTrial {

    public static final int PASSES = 16;

    private static final int EVERY_FIRST = 16;
    private static final int EVERY_MAX = 4_096;
    private static final int MIXES_MAX = 1_024;

    /**
     * What a trial was of.
     *
     * @param lane equal for requests that may be joined
     * @param asked names of the outputs; empty for all
     * @param same whether all requests were the same to the byte
     */
    public record Mix(Object lane, List<String> asked, boolean same) {
    }

    private record Count(String output, boolean same) {
    }

    private final Map<Count, Integer> passes = new HashMap<>();
    private final Map<Mix, Boolean> seen = RecentlyUsed.map(MIXES_MAX);
    private int every = EVERY_FIRST;
    private int sinceSample;
    private String reason = "";

    /** Whether a batch is to be tried. */
    public synchronized boolean isDue(Mix mix) {
        if (!vouches(mix)) {
            return true;
        }
        if (++sinceSample < every) {
            return false;
        }
        sinceSample = 0;
        every = Math.min(EVERY_MAX, every * 2);
        return true;
    }

    /** Whether such a batch has passed often enough, so that a trial that is due is one of those that go on for ever. */
    public synchronized boolean vouches(Mix mix) {
        return vouched(mix) || vouched(new Mix(mix.lane(), mix.asked(), false));
    }

    private boolean vouched(Mix mix) {
        return seen.get(mix) != null && mix.asked().stream().allMatch(output -> passes.getOrDefault(new Count(output, mix.same()), 0)
                >= PASSES);
    }

    public synchronized void passed(Mix mix) {
        seen.put(mix, true);
        mix.asked().forEach(output -> passes.merge(new Count(output, mix.same()), 1, Integer::sum));
    }

    /** False where joining had ended already. */
    public synchronized boolean end(String why) {
        boolean first = reason.isEmpty();
        if (first) {
            reason = why;
        }
        return first;
    }

    public synchronized boolean isEnded() {
        return !reason.isEmpty();
    }

    /** Why requests are joined no more; empty while they may be. */
    public synchronized String reason() {
        return reason;
    }
}
