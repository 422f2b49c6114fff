package io.outrigger.batchworker.job;

/**
 * How often what goes wrong in a schedule. Each of them is absent from half of the schedules, so that some are found that the
 * others would hide.
 *
 * @param crash of a worker at a step of it
 * @param pause of a worker, longer than a lease, at a step of it
 * @param unanswered transactions that are made, while who asked does not hear of it
 * @param refused transactions that are not made
 * @param lost publications, and notices between workers
 * @param twice publications
 * @param stale reads of a job without its lock
 * @param zombie runs that renew no lease, or go on without one
 * @param stopping of a worker in good order at a step of it
 * @param outage of the model
 * @param clockJumps of all clocks or of one, in a schedule
 * @param outageForEver whether the model does not come back
 */
record Faults(double crash, double pause, double unanswered, double refused, double lost, double twice, double stale, double zombie,
        double stopping, double outage, int clockJumps, boolean outageForEver) {

    static Faults drawn(SimulatedTime time) {
        boolean forEver = time.chance(0.03);
        return new Faults(some(time, 0.03), some(time, 0.03), some(time, 0.1), some(time, 0.1), some(time, 0.3), some(time, 0.3),
                some(time, 0.5), some(time, 0.5), some(time, 0.02), some(time, 0.6),
                forEver || time.chance(0.5) ? 0 : time.between(1, 4), forEver);
    }

    private static double some(SimulatedTime time, double most) {
        return time.chance(0.5) ? 0 : most * time.between(1, 10) / 10;
    }

    /** Whether no lease is lost by what goes wrong. */
    boolean sparesLeases() {
        return crash + pause + unanswered + refused + zombie + stopping == 0 && clockJumps == 0;
    }
}
