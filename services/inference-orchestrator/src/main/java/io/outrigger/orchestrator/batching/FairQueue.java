package io.outrigger.orchestrator.batching;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The requests of one lane and priority that wait, and the choice among them where more waits than fits.
 *
 * <p>What fits whole is taken whole. Otherwise tenants share the room in rows by start-time fair queueing (Goyal, Vin and Cheng, 1996):
 * the next request is that of the tenant that has been given the fewest rows since it began to wait, of equal tenants the one with the
 * earliest deadline; within a tenant, the earliest deadline goes first. Deficit round robin, its usual stand-in, would give a tenant as
 * many rows at once as its largest request has. Everything takes a time of the order of the logarithm of the queue's length for each
 * request that comes or goes. Not thread-safe.
 */
final class FairQueue<T> {

    private final Map<String, Tenant<T>> tenants = new HashMap<>();
    private final TreeSet<Tenant<T>> turns = new TreeSet<>(Tenant.BY_TURN);
    private long rowsGiven;
    private int requests;
    private long rows;
    private long bytes;

    /** A tenant of which something waits. While it stands among the turns, its head and its rows do not change. */
    private static final class Tenant<T> {

        static final Comparator<Tenant<?>> BY_TURN = Comparator.<Tenant<?>>comparingLong(tenant -> tenant.rowsGiven)
                .thenComparing(tenant -> tenant.waiting.first(), QueuedRequest.BY_DEADLINE);

        private final String name;
        private final TreeSet<QueuedRequest<T>> waiting = new TreeSet<>(QueuedRequest.BY_DEADLINE);
        private long rowsGiven;
        private long rows;

        Tenant(String name, long rowsGiven) {
            this.name = name;
            this.rowsGiven = rowsGiven;
        }

        QueuedRequest<T> next(long ampleNanos) {
            QueuedRequest<T> first = waiting.first();
            if (first.deadlineNanos() >= ampleNanos) {
                return first;
            }
            QueuedRequest<T> ample = waiting.ceiling(QueuedRequest.until(ampleNanos));
            return ample == null ? first : ample;
        }
    }

    void add(QueuedRequest<T> request) {
        Tenant<T> tenant = tenants.computeIfAbsent(request.tenant(), name -> new Tenant<>(name, rowsGiven));
        if (!tenant.waiting.isEmpty()) {
            turns.remove(tenant);
        }
        tenant.waiting.add(request);
        tenant.rows += request.rows();
        turns.add(tenant);
        requests++;
        rows += request.rows();
        bytes += request.bytes();
    }

    /** Takes a request out; false where it does not wait here. */
    boolean remove(QueuedRequest<T> request) {
        Tenant<T> tenant = tenants.get(request.tenant());
        if (tenant == null || !tenant.waiting.contains(request)) {
            return false;
        }
        turns.remove(tenant);
        tenant.waiting.remove(request);
        tenant.rows -= request.rows();
        left(request);
        backToTurns(tenant);
        return true;
    }

    /**
     * Moves into a call, which may have some already, what there is room for. The first request of a call goes whatever the room is.
     *
     * @param call what goes, afterwards with the earliest deadline first
     * @param ampleNanos where not all fits, a tenant's requests with a deadline from then on go before its others
     */
    void moveTo(List<QueuedRequest<T>> call, int requestsMax, int rowsMax, long bytesMax, long ampleNanos) {
        int roomRows = rowsMax - call.stream().mapToInt(QueuedRequest::rows).sum();
        long roomBytes = bytesMax - call.stream().mapToLong(QueuedRequest::bytes).sum();
        if (requests <= requestsMax - call.size() && rows <= roomRows && bytes <= roomBytes) {
            turns.forEach(tenant -> call.addAll(tenant.waiting));
            turns.clear();
            tenants.clear();
            requests = 0;
            rows = 0;
            bytes = 0;
        } else {
            moveInTurns(call, requestsMax, roomRows, roomBytes, ampleNanos);
        }
        call.sort(QueuedRequest.BY_DEADLINE);
    }

    private void moveInTurns(List<QueuedRequest<T>> call, int requestsMax, int rowsLeft, long bytesLeft, long ampleNanos) {
        int roomRows = rowsLeft;
        long roomBytes = bytesLeft;
        while (!turns.isEmpty() && call.size() < requestsMax) {
            QueuedRequest<T> next = turns.first().next(ampleNanos);
            if (!call.isEmpty() && (next.rows() > roomRows || next.bytes() > roomBytes)) {
                return;
            }
            Tenant<T> tenant = turns.pollFirst();
            rowsGiven = tenant.rowsGiven;
            tenant.waiting.remove(next);
            tenant.rows -= next.rows();
            tenant.rowsGiven += next.rows();
            roomRows -= next.rows();
            roomBytes -= next.bytes();
            left(next);
            call.add(next);
            backToTurns(tenant);
        }
    }

    private void backToTurns(Tenant<T> tenant) {
        if (tenant.waiting.isEmpty()) {
            tenants.remove(tenant.name);
        } else {
            turns.add(tenant);
        }
    }

    private void left(QueuedRequest<T> request) {
        requests--;
        rows -= request.rows();
        bytes -= request.bytes();
    }

    /** Rows that go before a request of this tenant that came now: of others only as many as of it itself, since they take turns. */
    long rowsBefore(String tenant, int requestRows) {
        Tenant<T> own = tenants.get(tenant);
        long ownRows = own == null ? 0 : own.rows;
        return ownRows + tenants.values().stream().filter(other -> other != own)
                .mapToLong(other -> Math.min(other.rows, ownRows + requestRows)).sum();
    }

    /** When the first of them is over; takes a time of the order of the number of tenants. */
    long earliestDeadlineNanos() {
        return tenants.values().stream().mapToLong(tenant -> tenant.waiting.first().deadlineNanos()).min().orElse(Long.MAX_VALUE);
    }

    boolean isEmpty() {
        return requests == 0;
    }

    int requests() {
        return requests;
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }
}
