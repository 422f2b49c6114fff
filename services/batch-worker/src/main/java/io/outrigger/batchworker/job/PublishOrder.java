package io.outrigger.batchworker.job;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * <p>A chunk that was lost with several workers may be what takes them down. Of such suspects one is in flight at a time, over all jobs:
 * whoever is innocent is alone with its workers soon, and ends.
 *
 * @param chunksMax in the queue over all jobs
 * @param rowsMax in the queue over all jobs, but for the last chunk
 * @param jobChunksMax in the queue of one job: its window
 * @param suspectAttempts workers that a suspect was lost with, at least
 */
public record PublishOrder(int chunksMax, long rowsMax, int jobChunksMax, int suspectAttempts) {

    /**
     * @param jobs each of which chunks wait and are in flight, and as many others as are to be considered
     * @param others what is in flight besides
     * @param suspects in flight; what is said of them counts where one waits
     */
    public List<Parcel> next(List<PublishCandidate> jobs, List<TenantLoad> others, int suspects) {
        boolean mayTakeSuspect = suspects == 0;
        Map<String, Tenant> tenants = new HashMap<>();
        int chunks = chunksMax;
        long rows = rowsMax;
        for (PublishCandidate job : jobs) {
            chunks -= job.queued().chunks();
            rows -= job.queued().rows();
            var turn = new Turn(job, going(job, mayTakeSuspect), jobChunksMax);
            mayTakeSuspect = mayTakeSuspect && turn.going.stream().noneMatch(this::isSuspect);
            tenants.computeIfAbsent(job.tenant(), name -> new Tenant()).add(turn);
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

    /** Whether a suspect waits, so that it matters how many are in flight. */
    public boolean hasSuspects(List<PublishCandidate> jobs) {
        return jobs.stream().anyMatch(job -> job.waiting().stream().anyMatch(this::isSuspect));
    }

    private boolean isSuspect(PublishCandidate.Waiting chunk) {
        return chunk.attempts() >= suspectAttempts;
    }

    /** Those that wait, but for suspects; or with the first of these. */
    private List<PublishCandidate.Waiting> going(PublishCandidate job, boolean withSuspect) {
        Optional<PublishCandidate.Waiting> suspect = withSuspect ? job.waiting().stream().filter(this::isSuspect).findFirst()
                : Optional.empty();
        return job.waiting().stream().filter(chunk -> !isSuspect(chunk) || chunk.equals(suspect.orElse(null))).toList();
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
        private final List<PublishCandidate.Waiting> going;
        private final int window;
        private int chunksInFlight;
        private int taken;

        Turn(PublishCandidate job, List<PublishCandidate.Waiting> going, int window) {
            this.job = job;
            this.going = going;
            this.window = window;
            this.chunksInFlight = job.chunksInFlight();
        }

        boolean mayGo() {
            return taken < going.size() && job.queued().chunks() + taken < window
                    && (job.concurrency() == 0 || chunksInFlight < job.concurrency());
        }

        PublishCandidate.Waiting take() {
            chunksInFlight++;
            return going.get(taken++);
        }
    }
}
