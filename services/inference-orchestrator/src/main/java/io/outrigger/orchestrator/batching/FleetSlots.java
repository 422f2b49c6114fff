package io.outrigger.orchestrator.batching;

import io.outrigger.chassis.headers.Priority;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which lane of a fleet sends the next call.
 *
 * <p>Lanes share the fleet's executors: together they keep no more calls in flight than the one with the most slots may alone. But a model
 * of which nothing is in flight may always have one, or a model that hangs would stop all others. Models with work take turns, and so do
 * the lanes of a model. Job rows go when no live row waits for a slot, with one slot left free where there are three or more; and one
 * call in so many goes to them all the same, so that they are never starved. Everything takes a time that does not depend on how many wait.
 */
final class FleetSlots<T> {

    private static final int SLOTS_WITH_ONE_KEPT_FREE = 3;

    private final double jobCreditPerCall;
    private final Map<String, ModelTurns<T>> models = new HashMap<>();
    private final Map<Priority, LinkedHashSet<ModelTurns<T>>> turns = new EnumMap<>(Priority.class);
    private final LinkedHashSet<ModelTurns<T>> unservedModels = new LinkedHashSet<>();
    private final Map<Lane<T>, Integer> slotsOfLanes = new HashMap<>();
    private final TreeMap<Integer, Integer> lanesBySlots = new TreeMap<>();
    private int inFlight;
    private double jobCredit;

    /** The lanes of one model that could send a call, by priority, in the order of their turns. */
    private static final class ModelTurns<T> {

        private final String model;
        private final Map<Priority, LinkedHashSet<Lane<T>>> ready = new EnumMap<>(Priority.class);
        private int inFlight;

        ModelTurns(String model) {
            this.model = model;
            for (Priority priority : Priority.values()) {
                ready.put(priority, new LinkedHashSet<>());
            }
        }

        boolean isForgettable() {
            return inFlight == 0 && ready.values().stream().allMatch(LinkedHashSet::isEmpty);
        }
    }

    /** A lane that may send a call now, and of which rows. */
    record Turn<T>(Lane<T> lane, Priority priority) {
    }

    /** @param jobShare the share of calls that job rows get while live rows wait all the time */
    FleetSlots(double jobShare) {
        this.jobCreditPerCall = jobShare / (1 - jobShare);
        for (Priority priority : Priority.values()) {
            turns.put(priority, new LinkedHashSet<>());
        }
    }

    /** Whose turn it is; empty when every slot is taken or nothing waits. */
    Optional<Turn<T>> next() {
        boolean free = inFlight < slots();
        if (free && jobCredit >= 1 && !turns.get(Priority.JOB).isEmpty()) {
            return Optional.of(turn(turns.get(Priority.JOB).getFirst(), Priority.JOB));
        }
        if (free && !turns.get(Priority.LIVE).isEmpty()) {
            return Optional.of(turn(turns.get(Priority.LIVE).getFirst(), Priority.LIVE));
        }
        if (!unservedModels.isEmpty()) {
            return Optional.of(turn(unservedModels.getFirst(), Priority.LIVE));
        }
        boolean freeForJobs = inFlight < (slots() < SLOTS_WITH_ONE_KEPT_FREE ? slots() : slots() - 1);
        if (freeForJobs && turns.get(Priority.LIVE).isEmpty() && !turns.get(Priority.JOB).isEmpty()) {
            return Optional.of(turn(turns.get(Priority.JOB).getFirst(), Priority.JOB));
        }
        return Optional.empty();
    }

    private Turn<T> turn(ModelTurns<T> model, Priority priority) {
        Lane<T> lane = model.ready.get(priority).removeFirst();
        model.ready.get(priority).addLast(lane);
        if (turns.get(priority).remove(model)) {
            turns.get(priority).addLast(model);
        }
        return new Turn<>(lane, priority);
    }

    /** Calls that all lanes together keep in flight. */
    private int slots() {
        return lanesBySlots.isEmpty() ? 1 : lanesBySlots.lastKey();
    }

    /** A lane has sent a call. */
    void started(Lane<T> lane, Priority priority) {
        inFlight++;
        models.get(lane.key().model()).inFlight++;
        if (priority == Priority.JOB) {
            jobCredit = Math.max(0, jobCredit - 1);
        } else if (!turns.get(Priority.JOB).isEmpty()) {
            jobCredit += jobCreditPerCall;
        }
    }

    /** A lane's call has ended. */
    void ended(Lane<T> lane) {
        inFlight--;
        models.get(lane.key().model()).inFlight--;
    }

    /** Whether job rows wait for a slot. */
    boolean hasJobs() {
        return !turns.get(Priority.JOB).isEmpty();
    }

    /** A lane's live rows have no turn until the lane has changed. */
    void keep(Lane<T> lane) {
        ready(models.get(lane.key().model()), lane, Priority.LIVE, false);
    }

    /** Takes note of what waits in a lane, and of its slots; after everything that may have changed either. */
    void changed(Lane<T> lane) {
        ModelTurns<T> model = models.computeIfAbsent(lane.key().model(), ModelTurns::new);
        for (Priority priority : Priority.values()) {
            ready(model, lane, priority, lane.hasWork(priority) && lane.hasSlot());
        }
        set(unservedModels, model, model.inFlight == 0 && !model.ready.get(Priority.LIVE).isEmpty());
        countSlots(lane, lane.isIdle() ? null : lane.slots());
        if (model.isForgettable()) {
            models.remove(model.model);
        }
    }

    private void ready(ModelTurns<T> model, Lane<T> lane, Priority priority, boolean ready) {
        set(model.ready.get(priority), lane, ready);
        set(turns.get(priority), model, !model.ready.get(priority).isEmpty());
    }

    private void countSlots(Lane<T> lane, Integer now) {
        Integer before = now == null ? slotsOfLanes.remove(lane) : slotsOfLanes.put(lane, now);
        if (before != null) {
            lanesBySlots.merge(before, -1, (count, less) -> count + less == 0 ? null : count + less);
        }
        if (now != null) {
            lanesBySlots.merge(now, 1, Integer::sum);
        }
    }

    private static <E> void set(LinkedHashSet<E> all, E element, boolean member) {
        if (member) {
            all.add(element);
        } else {
            all.remove(element);
        }
    }
}
