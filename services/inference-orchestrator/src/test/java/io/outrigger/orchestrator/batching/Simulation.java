package io.outrigger.orchestrator.batching;

import io.outrigger.chassis.headers.Priority;
import io.outrigger.orchestrator.batching.BatchEvent.Outcome;
import io.outrigger.orchestrator.batching.SimulatedFleet.Model;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;

/** Callers before a batcher before a simulated fleet, and what they saw. */
final class Simulation {

    static final int ROWS_MAX = 64;

    /** Takes a request of one row, until it is answered or dropped. */
    interface Batching {
        void request(Model model, long deadlineNanos, Priority priority, String tenant, LongConsumer answered, Runnable dropped);

        /** Calls that it keeps in flight now. */
        int slots();
    }

    private final SimulatedFleet fleet;
    private final Batching batching;
    private final List<Double> latencies = new ArrayList<>();
    private int answered;
    private int dropped;

    Simulation(SimulatedFleet fleet, Batching batching) {
        this.fleet = fleet;
        this.batching = batching;
    }

    /** What callers saw, in milliseconds; goodput is answers in time a second. */
    record Seen(double p50, double p99, double mean, double goodput, int dropped) {
    }

    SimulatedFleet fleet() {
        return fleet;
    }

    /** Callers who ask again as soon as they have their answer. */
    void closedLoop(Model model, int callers, String tenant) {
        closedLoop(model, callers, tenant, Priority.LIVE);
    }

    void closedLoop(Model model, int callers, String tenant, Priority priority) {
        for (int i = 0; i < callers; i++) {
            fleet.at(fleet.now() + i * 1_000L, any -> ask(model, tenant, priority));
        }
    }

    private void ask(Model model, String tenant, Priority priority) {
        long asked = fleet.now();
        batching.request(model, Long.MAX_VALUE, priority, tenant, now -> {
            note(now - asked);
            ask(model, tenant, priority);
        }, () -> ask(model, tenant, priority));
    }

    /** Requests that come by themselves, so many a second, each of which waits so long; forever where that is 0. */
    void openLoop(Model model, double perSecond, double patienceMillis) {
        openLoop(model, perSecond, patienceMillis, 0);
    }

    /** The same, of callers who have their answers so much later. */
    void openLoop(Model model, double perSecond, double patienceMillis, double wayBackMillis) {
        fleet.at(fleet.now() + (long) (-Math.log(1 - fleet.random().nextDouble()) / perSecond * 1e9), asked -> {
            long deadline = patienceMillis == 0 ? Long.MAX_VALUE : asked + SimulatedFleet.nanos(patienceMillis);
            batching.request(model, deadline, Priority.LIVE, "", now -> {
                long arrived = now + SimulatedFleet.nanos(wayBackMillis);
                if (arrived <= deadline) {
                    note(arrived - asked);
                }
            }, () -> dropped++);
            openLoop(model, perSecond, patienceMillis, wayBackMillis);
        });
    }

    private void note(long nanos) {
        latencies.add(nanos / 1e6);
        answered++;
    }

    /** Lets time pass; what came before is not measured. */
    Seen measure(double millis) {
        forget();
        fleet.runUntil(fleet.now() + SimulatedFleet.nanos(millis));
        return seen(millis);
    }

    void forget() {
        latencies.clear();
        answered = 0;
        dropped = 0;
    }

    /** What callers saw in the time since it was forgotten what came before. */
    Seen seen(double millis) {
        List<Double> sorted = latencies.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return new Seen(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0, dropped);
        }
        return new Seen(sorted.get(sorted.size() / 2), sorted.get((int) (sorted.size() * 0.99)),
                sorted.stream().mapToDouble(Double::doubleValue).average().orElseThrow(), answered / (millis / 1e3), dropped);
    }

    /** The batcher that this project uses, with what it is told of the fleet. */
    static Batching batcher(SimulatedFleet fleet, ModelInstances instances) {
        return batcher(fleet, instances, 0.02);
    }

    /** With a share of calls that job rows get while live rows wait all the time. */
    static Batching batcher(SimulatedFleet fleet, ModelInstances instances, double jobShare) {
        return new RealBatching(fleet, instances, jobShare);
    }

    /** The simplest thing: so many calls in flight, a free one takes everything that waits. */
    static Batching natural(SimulatedFleet fleet, int slots) {
        return new NaturalBatching(fleet, slots, ROWS_MAX);
    }

    /** So many calls in flight, each of one request. */
    static Batching alone(SimulatedFleet fleet, int slots) {
        return new NaturalBatching(fleet, slots, 1);
    }

    private static final class RealBatching implements Batching {

        private final SimulatedFleet fleet;
        private final Batcher<Caller> batcher;
        private long wakesAt = Long.MAX_VALUE;

        private record Caller(Model model, LongConsumer answered, Runnable dropped) {
        }

        RealBatching(SimulatedFleet fleet, ModelInstances instances, double jobShare) {
            this.fleet = fleet;
            this.batcher = new Batcher<>(new QueueLimits(100_000, Long.MAX_VALUE, 16, Long.MAX_VALUE, jobShare),
                    lane -> new LanePolicy(ROWS_MAX, Long.MAX_VALUE, instances, 64));
        }

        @Override
        public void request(Model model, long deadlineNanos, Priority priority, String tenant, LongConsumer answered,
                Runnable dropped) {
            on(new BatchEvent.Arrived<>(new QueuedRequest<>(new Caller(model, answered, dropped), new LaneKey(model.name(), ""), 1, 1,
                    tenant, "", priority, deadlineNanos)));
        }

        private void on(BatchEvent<Caller> event) {
            for (BatchCommand<Caller> command : batcher.on(event, fleet.now())) {
                switch (command) {
                    case BatchCommand.Dispatch<Caller>(BatchCall<Caller> call, DispatchReason reason) ->
                            fleet.call(call.requests().getFirst().item().model(), call.rows(),
                                    now -> on(new BatchEvent.Ended<>(call, Outcome.ANSWERED)));
                    case BatchCommand.Deliver<Caller>(BatchCall<Caller> call, List<QueuedRequest<Caller>> requests, long wait) ->
                            requests.forEach(request -> request.item().answered().accept(fleet.now()));
                    case BatchCommand.Drop<Caller>(QueuedRequest<Caller> request, DropReason reason, int _) ->
                            request.item().dropped().run();
                    case BatchCommand.CancelCall<Caller> cancel -> { }
                    case BatchCommand.WakeAt<Caller>(long nanos) -> wakeAt(nanos);
                }
            }
        }

        private void wakeAt(long nanos) {
            if (nanos < wakesAt) {
                wakesAt = nanos;
                fleet.at(nanos, now -> {
                    wakesAt = Long.MAX_VALUE;
                    on(new BatchEvent.Tick<>());
                });
            }
        }

        @Override
        public int slots() {
            return batcher.lanes().stream().mapToInt(LaneView::slots).max().orElse(1);
        }
    }

    private static final class NaturalBatching implements Batching {

        private final SimulatedFleet fleet;
        private final int slots;
        private final int rowsMax;
        private final Deque<LongConsumer> waiting = new ArrayDeque<>();
        private int inFlight;

        NaturalBatching(SimulatedFleet fleet, int slots, int rowsMax) {
            this.fleet = fleet;
            this.slots = slots;
            this.rowsMax = rowsMax;
        }

        @Override
        public void request(Model model, long deadlineNanos, Priority priority, String tenant, LongConsumer answered,
                Runnable dropped) {
            waiting.add(answered);
            send(model);
        }

        private void send(Model model) {
            while (inFlight < slots && !waiting.isEmpty()) {
                List<LongConsumer> call = new ArrayList<>();
                while (call.size() < rowsMax && !waiting.isEmpty()) {
                    call.add(waiting.poll());
                }
                inFlight++;
                fleet.call(model, call.size(), now -> {
                    inFlight--;
                    call.forEach(answered -> answered.accept(now));
                    send(model);
                });
            }
        }

        @Override
        public int slots() {
            return slots;
        }
    }
}
