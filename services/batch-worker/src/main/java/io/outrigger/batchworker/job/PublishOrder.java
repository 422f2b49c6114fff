package io.outrigger.batchworker.job;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which waiting chunks go into the queue next.
 *
 * <p>What is bounded is what lies in the queue and waits for a worker: that is what a job which comes now has before it. Those at work
 * are bounded by the workers that there are.
 *
 * <p>Tenants share what is in flight in rows: the next chunk is one of the tenant that has the fewest rows there. Of a tenant's jobs
 * the more important one goes first; of equally important ones each has a chunk in flight before another has a second one, so that
 * a job of a few rows is next whatever was submitted before it; then the one whose window ends first, then the older one. A job has
 * no more chunks in the queue than its window, and no more in flight than its own bound.
 *
 * @param chunksMax in the queue over all jobs
 * @param rowsMax in the queue over all jobs, but for the last chunk
 * @param jobChunksMax in the queue of one job: its window
 */
public record PublishOrder(int chunksMax, long rowsMax, int jobChunksMax) {

    /**
     * @param jobs each of which chunks wait and are in flight, and as many others as are to be considered
     * @param others what is in flight besides
     */
    public List<Parcel> next(List<PublishCandidate> jobs, List<TenantLoad> others) {
        Map<String, Tenant> tenants = new HashMap<>();
        int chunks = chunksMax;
        long rows = rowsMax;
        for (PublishCandidate job : jobs) {
            chunks -= job.queued().chunks();
            rows -= job.queued().rows();
            tenants.computeIfAbsent(job.tenant(), name -> new Tenant()).add(new Turn(job, jobChunksMax));
        }
        for (TenantLoad other : others) {
            chunks -= other.queued().chunks();
            rows -= other.queued().rows();
            tenants.computeIfAbsent(other.tenant(), name -> new Tenant()).add(other);
        }
        TreeSet<Tenant> turns = new TreeSet<>(Tenant.BY_TURN);
        tenants.values().stream().filter(tenant -> !tenant.jobs.isEmpty()).forEach(turns::add);
        var parcels = new Parcels();
        while (chunks > 0 && rows > 0 && !turns.isEmpty()) {
            Tenant tenant = turns.pollFirst();
            rows -= tenant.take(parcels);
            chunks--;
            if (!tenant.jobs.isEmpty()) {
                turns.add(tenant);
            }
        }
        return parcels.all();
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

        void add(TenantLoad other) {
            rowsInFlight += other.queued().rows() + other.leased().rows();
        }

        /** Gives how many rows went. */
        int take(Parcels parcels) {
            Turn job = jobs.pollFirst();
            PublishCandidate.Waiting chunk = job.take();
            parcels.add(job.job.jobId(), job.job.model(), chunk);
            rowsInFlight += chunk.rows();
            if (job.mayGo()) {
                jobs.add(job);
            }
            return chunk.rows();
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
        private final int window;
        private int chunksInFlight;
        private int taken;

        Turn(PublishCandidate job, int window) {
            this.job = job;
            this.window = window;
            this.chunksInFlight = job.chunksInFlight();
        }

        boolean mayGo() {
            return taken < job.waiting().size() && job.queued().chunks() + taken < window
                    && (job.concurrency() == 0 || chunksInFlight < job.concurrency());
        }

        PublishCandidate.Waiting take() {
            chunksInFlight++;
            return job.waiting().get(taken++);
        }
    }
}
