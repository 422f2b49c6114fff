package io.outrigger.batchworker.rows;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.intake.body.InferBody;
import io.outrigger.registry.VersionNumber;

/**
 * What the rows of a job are run by, which a row may name and need not.
 *
 * @param versionAsked a version or an alias as the job named it; empty where it named none
 * @param version the number that it meant when the job was accepted
 */
public record RowModel(String model, String versionAsked, long version) {

    /** Returns when the body names nothing else. */
    void check(InferBody body) {
        if (!body.model().isEmpty() && !body.model().equals(model)) {
            throw mismatch("model", body.model(), model);
        }
        String named = body.version();
        boolean same = named.isEmpty() || named.equals(versionAsked) || VersionNumber.number(named).orElse(0) == version;
        if (!same) {
            throw mismatch("version", named, VersionNumber.text(version));
        }
    }

    private static ServiceException mismatch(String what, String found, String expected) {
        return new ServiceException(ErrorCode.MODEL_MISMATCH, "The line names the " + what + " " + Quote.of(found) + " but its job runs "
                + Quote.of(expected) + "; the rows of a job are expected to name the same or none.");
    }
}
