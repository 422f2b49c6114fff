package io.outrigger.router.fleet;

import io.outrigger.registry.Version;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The targets of one version, in the order of its fleets, and whose turn it is. */
public final class VersionTargets {

    private final List<Target> targets;
    private final AtomicInteger turns = new AtomicInteger();

    VersionTargets(List<Target> targets) {
        this.targets = List.copyOf(targets);
    }

    /** The first that is up, or the first; for calls that are no inferences. */
    public Target preferred() {
        return targets.stream().filter(Target::up).findFirst().orElse(targets.getFirst());
    }

    /** A request has come for the version. */
    public void askedFor() {
        targets.forEach(Target::askedFor);
    }

    /** Whether these are the targets of a version as the registry has it now. */
    boolean areOf(Version version) {
        return fleets().equals(version.fleets()) && targets.stream().allMatch(target -> target.isOf(version));
    }

    List<Target> all() {
        return targets;
    }

    List<String> fleets() {
        return targets.stream().map(Target::fleet).toList();
    }

    /** 0, 1, 2, … and from 0 again after the largest number. */
    int nextTurn() {
        return turns.getAndIncrement() & Integer.MAX_VALUE;
    }
}
