package io.outrigger.router.fleet;

import io.outrigger.registry.Strategy;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Picks the fleet of one request among those of its version.
 *
 * <p>Least latency is the better of two drawn by chance: nearly as good as the best of all, and no herd runs to the one fleet
 * that happens to look best.
 */
public final class FleetChooser {

    private final int trialsMax;
    private final IntUnaryOperator random;

    /**
     * @param trialsMax requests that may be under way to a target that is down
     * @param random a number from 0 to the bound, exclusive
     */
    public FleetChooser(int trialsMax, IntUnaryOperator random) {
        this.trialsMax = trialsMax;
        this.random = random;
    }

    /**
     * The target for the next request.
     *
     * @throws io.outrigger.chassis.errors.ServiceException with the reason, when all are down and enough requests try them
     */
    public Target choose(VersionTargets version, Strategy strategy) {
        List<Target> up = version.all().stream().filter(Target::up).toList();
        if (!up.isEmpty()) {
            return among(up, version, strategy);
        }
        List<Target> worthATrial = version.all().stream().filter(target -> target.inFlight() < trialsMax).toList();
        if (worthATrial.isEmpty()) {
            throw version.all().getFirst().refusal();
        }
        return among(worthATrial, version, Strategy.ROUND_ROBIN);
    }

    private Target among(List<Target> targets, VersionTargets version, Strategy strategy) {
        if (targets.size() == 1) {
            return targets.getFirst();
        }
        return switch (strategy) {
            case ROUND_ROBIN -> targets.get(version.nextTurn() % targets.size());
            case LEAST_LATENCY -> betterOfTwo(targets);
        };
    }

    private Target betterOfTwo(List<Target> targets) {
        int first = random.applyAsInt(targets.size());
        int second = (first + 1 + random.applyAsInt(targets.size() - 1)) % targets.size();
        Target one = targets.get(first);
        Target other = targets.get(second);
        return other.cost() < one.cost() ? other : one;
    }
}
