package io.outrigger.batchworker.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which waiting chunks go into the queue next.
 *
 * <p>Tenants share what is in flight in rows: the next chunk is one of the tenant that has the fewest rows there. Of a tenant's jobs
 * the more important one goes first; of equally important ones each has a chunk in flight before another has a second one, so that
 * a job of a few rows is next whatever was submitted before it; then the one whose window ends first, then the older one. A job has
 * no more chunks in flight than its window and its own bound allow.
 *
 * @param chunksMax in flight over all jobs
 * @param jobChunksMax in flight of one job: its window
 */
public record PublishOrder(int chunksMax, int jobChunksMax) {

    /**
     * @param jobs each that has chunks in flight, and as many others as are to be considered
     */
    public List<ChunkId> next(List<PublishCandidate> jobs) {
        Map<String, Tenant> tenants = new HashMap<>();
        int room = chunksMax;
        for (PublishCandidate job : jobs) {
            room -= job.chunksInFlight();
            tenants.computeIfAbsent(job.tenant(), name -> new Tenant()).add(new Turn(job, bound(job)));
        }
        TreeSet<Tenant> turns = new TreeSet<>(Tenant.BY_TURN);
        tenants.values().stream().filter(tenant -> !tenant.jobs.isEmpty()).forEach(turns::add);
        List<ChunkId> next = new ArrayList<>();
        while (next.size() < room && !turns.isEmpty()) {
            Tenant tenant = turns.pollFirst();
            next.add(tenant.take());
            if (!tenant.jobs.isEmpty()) {
                turns.add(tenant);
            }
        }
        return next;
    }

    private int bound(PublishCandidate job) {
        return job.concurrency() > 0 ? Math.min(job.concurrency(), jobChunksMax) : jobChunksMax;
    }

    /** A tenant's jobs that may have one more chunk in flight. While it stands among the turns, nothing of it changes. */
    private static final class Tenant {

        static final Comparator<Tenant> BY_TURN = Comparator.<Tenant>comparingLong(tenant -> tenant.rowsInFlight)
                .thenComparing(tenant -> tenant.jobs.first(), Turn.BY_TURN);

        private final TreeSet<Turn> jobs = new TreeSet<>(Turn.BY_TURN);
        private long rowsInFlight;

        void add(Turn job) {
            rowsInFlight += job.job.rowsInFlight();
            if (job.mayGo()) {
                jobs.add(job);
            }
        }

        ChunkId take() {
            Turn job = jobs.pollFirst();
            PublishCandidate.Waiting chunk = job.take();
            rowsInFlight += chunk.rows();
            if (job.mayGo()) {
                jobs.add(job);
            }
            return new ChunkId(job.job.jobId(), chunk.index());
        }
    }

    /** How far a job is. */
    private static final class Turn {

        static final Comparator<Turn> BY_TURN = Comparator.<Turn, Boolean>comparing(turn -> !turn.job.stopped())
                .thenComparing(turn -> turn.job.priority(), Comparator.reverseOrder())
                .thenComparing(turn -> turn.chunksInFlight > 0)
                .thenComparing(turn -> turn.job.windowEnd())
                .thenComparing(turn -> turn.job.createdAt())
                .thenComparing(turn -> turn.job.jobId());

        private final PublishCandidate job;
        private final int bound;
        private int chunksInFlight;
        private int taken;

        Turn(PublishCandidate job, int bound) {
            this.job = job;
            this.bound = bound;
            this.chunksInFlight = job.chunksInFlight();
        }

        boolean mayGo() {
            return taken < job.waiting().size() && chunksInFlight < bound;
        }

        PublishCandidate.Waiting take() {
            chunksInFlight++;
            return job.waiting().get(taken++);
        }
    }
}
