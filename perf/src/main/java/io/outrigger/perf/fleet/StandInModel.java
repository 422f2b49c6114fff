package io.outrigger.perf.fleet;

import java.time.Duration;

/**
 * What calls of a model take.
 *
 * @param instances so many calls are worked on at once
 * @param rowsMax of one call
 * @param call what a call of one row takes
 * @param row what each further row adds
 */
public record StandInModel(int instances, int rowsMax, Duration call, Duration row) {

    public StandInModel {
        if (instances < 1 || rowsMax < 1) {
            throw new IllegalArgumentException("A model has at least one instance, and its calls at least one row.");
        }
    }

    /** What an instance is busy for with a call. */
    public Duration took(int rows) {
        return call.plus(row.multipliedBy(rows - 1L));
    }
}
