package io.outrigger.gateway.status;

import io.outrigger.chassis.security.Principal;
import io.outrigger.gateway.access.GatewayAccess;
import java.util.Optional;
import java.util.Set;

/**
 * Of a caller what decides what it is shown, so that all of whom it is the same share one status.
 *
 * @param models those that it may use; absent means every model
 * @param seesModels whether it may ask what models look like
 * @param seesJobs whether it may ask about its tenant's jobs
 * @param administers whether it may know of what is nobody's, such as requests for models that there are not
 */
record Viewer(String tenant, Optional<Set<String>> models, boolean seesModels, boolean seesJobs, boolean administers) {

    static Viewer of(Principal caller) {
        return new Viewer(caller.tenant(), caller.models(), GatewayAccess.READ.admits(caller), GatewayAccess.BATCH.admits(caller),
                GatewayAccess.ADMIN.admits(caller));
    }

    boolean mayUse(String model) {
        return models.isEmpty() || models.get().contains(model);
    }
}
