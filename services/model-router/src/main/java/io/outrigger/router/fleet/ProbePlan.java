package io.outrigger.router.fleet;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which targets are asked for their state in a round: those that requests have come for lately, each round as long as they are few enough,
 * and a few of the others in turn. So a registry of 10,000 models costs what is used of it. Used by one thread.
 */
final class ProbePlan {

    /** Of targets that requests come for; more of them take turns. */
    static final int ASKED_FOR_MAX = 200;
    /** Of targets that nobody asks for; fewer than these are asked in each round too. */
    static final int OTHERS_MAX = 20;

    private long probes;

    /** The targets of the next round; the ones that were asked longest ago come first. */
    List<Target> next(List<Target> all) {
        List<Target> round = Stream.concat(
                longestUnasked(all, Target::isAskedForLately, ASKED_FOR_MAX),
                longestUnasked(all, Predicate.not(Target::isAskedForLately), OTHERS_MAX)).toList();
        round.forEach(target -> target.probed(++probes));
        return round;
    }

    private static Stream<Target> longestUnasked(List<Target> all, Predicate<Target> which, int count) {
        return all.stream().filter(which).sorted(Comparator.comparingLong(Target::lastProbe)).limit(count);
    }
}
