package io.outrigger.batchworker.run;

import io.outrigger.batchworker.rows.RowModel;
import io.outrigger.chassis.headers.Priority;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Resolution;
import java.util.Collection;

/**
 * What the rows of a job have in common.
 *
 * @param meant what the job named when it was accepted
 * @param versionAsked a version or an alias as the job named it; empty where it named none
 * @param tenant as its header has it
 * @param linked whose traces the calls are linked to, perhaps none
 */
public record RowTerms(String jobId, Resolution meant, String versionAsked, String tenant, Collection<RequestContext> linked) {

    RowModel model() {
        return new RowModel(meant.model().name(), versionAsked, meant.version().number());
    }

    RoutingHeaders headers() {
        String pin = meant.pinned() ? meant.version().text() : "";
        return new RoutingHeaders(meant.model().name(), pin, "", "", tenant, Priority.JOB.header());
    }

    /** What answers the rows: a name for what is learnt of it. */
    String artifact() {
        return meant.model().name() + " " + meant.version().text() + " " + meant.version().artifactSha256().orElse("");
    }

    /** Most rows of one call; 1 for a model whose rows may not share calls. */
    int callRowsMax() {
        return meant.model().batching() == Batching.OFF ? 1 : Math.max(1, meant.version().signature().maxBatchSize());
    }
}
