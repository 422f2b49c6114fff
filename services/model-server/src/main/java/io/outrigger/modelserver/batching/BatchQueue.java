package io.outrigger.modelserver.batching;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests that wait for one model, and the choice of the next batch.
 *
 * <p>A lane holds the requests that may share a batch, in the order of their arrival. A worker that is free takes from the lane
 * whose head has waited longest, everything that fits: while workers are idle a request runs alone and at once, and while they
 * are busy batches grow by themselves, without a timer. Preferred sizes and a hold, where a model's configuration asks for
 * them, work as in Triton: the largest preferred size that the lane's first requests make up exactly goes at once; otherwise
 * the lane is held until its head has waited for the hold, or until no more fits.
 *
 * <p>A request is never split, never overtakes one of its own lane, and leaves the queue exactly once: in a batch, as expired
 * (its deadline passed before it ran), or because its caller went away. Not thread-safe; time is a parameter.
 */
final class BatchQueue<T> {

    /** Whether a request was let in. */
    enum Admission { ADMITTED, TOO_MANY_REQUESTS, TOO_MANY_BYTES }

    /** What a free worker does next. */
    sealed interface Step<T> {
    }

    /** Run these together. */
    record Run<T>(List<WaitingRequest<T>> requests) implements Step<T> {
    }

    /** Ask again when this time has come, or when another request has arrived. */
    record HoldUntil<T>(long nanos) implements Step<T> {
    }

    /** Nothing waits. */
    record Idle<T>() implements Step<T> {
    }

    private final BatchPolicy policy;
    private boolean joining;
    private final Map<Object, ArrayDeque<WaitingRequest<T>>> lanes = new LinkedHashMap<>();
    private final List<WaitingRequest<T>> expired = new ArrayList<>();
    private int requests;
    private long bytes;

    BatchQueue(BatchPolicy policy) {
        this.policy = policy;
        this.joining = policy.joining();
    }

    /** From now on every request runs alone, without being held. */
    void stopJoining() {
        joining = false;
    }

    Admission offer(WaitingRequest<T> request) {
        if (requests >= policy.requestsMax()) {
            return Admission.TOO_MANY_REQUESTS;
        }
        if (bytes + request.bytes() > policy.bytesMax() && requests > 0) {
            return Admission.TOO_MANY_BYTES;
        }
        lanes.computeIfAbsent(request.lane(), lane -> new ArrayDeque<>()).add(request);
        requests++;
        bytes += request.bytes();
        return Admission.ADMITTED;
    }

    /** Takes a request out; false when it already left. */
    boolean remove(WaitingRequest<T> request) {
        var lane = lanes.get(request.lane());
        if (lane == null || !lane.remove(request)) {
            return false;
        }
        left(request);
        if (lane.isEmpty()) {
            lanes.remove(request.lane());
        }
        return true;
    }

    /** What a worker that is free now should do. Requests whose deadline has come go to {@link #takeExpired()}. */
    Step<T> next(long nowNanos) {
        dropExpired(nowNanos);
        ArrayDeque<WaitingRequest<T>> oldest = null;
        int oldestCount = 0;
        long holdUntil = Long.MAX_VALUE;
        for (var lane : lanes.values()) {
            long dueNanos = lane.peek().arrivedNanos() + policy.holdNanos();
            int count = ready(lane, nowNanos - dueNanos >= 0);
            if (count == 0) {
                holdUntil = Math.min(holdUntil, dueNanos);
            } else if (oldest == null || lane.peek().arrivedNanos() - oldest.peek().arrivedNanos() < 0) {
                oldest = lane;
                oldestCount = count;
            }
        }
        if (oldest != null) {
            return take(oldest, oldestCount);
        }
        return lanes.isEmpty() ? new Idle<>() : new HoldUntil<>(holdUntil);
    }

    /** Requests that ran out of time while they waited; each is returned once. */
    List<WaitingRequest<T>> takeExpired() {
        List<WaitingRequest<T>> taken = List.copyOf(expired);
        expired.clear();
        return taken;
    }

    int requests() {
        return requests;
    }

    long bytes() {
        return bytes;
    }

    /** How many of the lane's first requests should go now; 0 to hold it. */
    private int ready(ArrayDeque<WaitingRequest<T>> lane, boolean due) {
        int fitting = 0;
        int rows = 0;
        int preferred = 0;
        for (WaitingRequest<T> request : lane) {
            if (fitting > 0 && (!joining || rows + request.rows() > policy.rowsMax())) {
                return preferred > 0 ? preferred : fitting;
            }
            rows += request.rows();
            fitting++;
            if (joining && policy.preferredRows().contains(rows)) {
                preferred = fitting;
            }
        }
        if (preferred > 0) {
            return preferred;
        }
        return due || !joining || rows >= policy.rowsMax() ? fitting : 0;
    }

    private Step<T> take(ArrayDeque<WaitingRequest<T>> lane, int count) {
        List<WaitingRequest<T>> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            WaitingRequest<T> request = lane.poll();
            left(request);
            batch.add(request);
        }
        if (lane.isEmpty()) {
            lanes.remove(batch.getFirst().lane());
        }
        return new Run<>(batch);
    }

    private void dropExpired(long nowNanos) {
        for (Iterator<ArrayDeque<WaitingRequest<T>>> all = lanes.values().iterator(); all.hasNext();) {
            var lane = all.next();
            lane.removeIf(request -> {
                boolean over = request.deadlineNanos() != Long.MAX_VALUE && nowNanos - request.deadlineNanos() >= 0;
                if (over) {
                    left(request);
                    expired.add(request);
                }
                return over;
            });
            if (lane.isEmpty()) {
                all.remove();
            }
        }
    }

    private void left(WaitingRequest<T> request) {
        requests--;
        bytes -= request.bytes();
    }
}
