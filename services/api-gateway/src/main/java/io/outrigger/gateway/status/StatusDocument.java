package io.outrigger.gateway.status;

import io.outrigger.gateway.jobs.RecentJobs.JobGlance;
import io.outrigger.gateway.traffic.Traffic;
import java.util.List;

/**
 * What {@code /v1/status} answers. A part is null where the caller may not ask about it.
 *
 * @param ratesOverS how far back rates look, {@code latencyOverS} latencies
 * @param gateway what came to the gateway altogether, for administrators
 */
record StatusDocument(long ratesOverS, long latencyOverS, Models models, Batches batches, Jobs jobs, Gateway gateway) {

    /** @param leftOut models beyond those with most to do */
    record Models(int total, int leftOut, List<ModelStatus> list) {
    }

    /**
     * @param traffic of all versions together
     * @param versionsLeftOut the oldest ones that no alias points at
     */
    record ModelStatus(String name, String defaultAlias, Traffic traffic, List<AliasStatus> aliases, List<VersionStatus> versions,
            int versionsLeftOut) {
    }

    record AliasStatus(String alias, String version) {
    }

    /**
     * @param takesPictures whether a picture may be asked about
     * @param batches null where the orchestrator tells nothing of it
     */
    record VersionStatus(String version, String framework, boolean takesPictures, Traffic traffic, VersionBatches batches) {
    }

    /** @param rowsPerCall on average over the last calls; null where there were none */
    record VersionBatches(long rowsWaiting, long jobRowsWaiting, long callsInFlight, long slots, Double rowsPerCall) {

        private static final double DIGITS = 10;

        static VersionBatches of(BatchFigures figures) {
            return new VersionBatches(figures.rowsWaiting(), figures.jobRowsWaiting(), figures.callsInFlight(), figures.slots(),
                    figures.lastCalls() == 0 ? null : Math.round(DIGITS * figures.lastRows() / figures.lastCalls()) / DIGITS);
        }
    }

    /** @param reason why not; null where it is told */
    record Batches(boolean told, String reason) {
    }

    record Jobs(boolean told, String reason, boolean openLeftOut, List<JobGlance> list) {
    }

    record Gateway(Traffic traffic) {
    }
}
