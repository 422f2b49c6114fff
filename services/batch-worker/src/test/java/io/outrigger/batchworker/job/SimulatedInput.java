package io.outrigger.batchworker.job;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a job is about.
 *
 * @param chunks its rows, as they will be cut
 * @param unreadable whether whoever cuts it finds that it cannot be cut
 * @param inline whether it is cut as it is submitted
 * @param windowMillis from its submission on
 */
record SimulatedInput(String jobId, String tenant, JobPriority priority, int concurrency, OptionalDouble errorBudget,
        long windowMillis, List<List<Row>> chunks, boolean unreadable, boolean inline) {

    /** What happens when a row is run. */
    enum Row {
        GOOD,
        /** The model refuses it. */
        BAD,
        /** The model server goes away. */
        LOSES_SERVER,
        /** The worker goes away. */
        KILLS_WORKER
    }

    static SimulatedInput drawn(SimulatedTime time, int number) {
        double poison = time.chance(0.3) ? 0.1 : 0;
        double bad = time.chance(0.5) ? 0.2 : 0;
        List<List<Row>> chunks = new ArrayList<>();
        int count = time.chance(0.05) ? 0 : time.between(1, 4);
        for (int chunk = 0; chunk < count; chunk++) {
            List<Row> rows = new ArrayList<>();
            for (int row = time.between(1, 3); row > 0; row--) {
                rows.add(time.chance(poison) ? time.chance(0.7) ? Row.LOSES_SERVER : Row.KILLS_WORKER
                        : time.chance(bad) ? Row.BAD : Row.GOOD);
            }
            chunks.add(List.copyOf(rows));
        }
        return new SimulatedInput("job-" + number, time.chance(0.5) ? "a" : "b", JobPriority.values()[time.between(0, 2)],
                time.chance(0.3) ? 1 : 0, time.chance(0.3) ? OptionalDouble.of(time.between(0, 60)) : OptionalDouble.empty(),
                time.chance(0.7) ? 300_000 : time.between(500, 30_000), List.copyOf(chunks), time.chance(0.03), time.chance(0.3));
    }

    int rows() {
        return firstRow(chunks.size());
    }

    int firstRow(int chunk) {
        int rows = 0;
        for (List<Row> before : chunks.subList(0, chunk)) {
            rows += before.size();
        }
        return rows;
    }

    Row row(int number) {
        int chunk = 0;
        while (firstRow(chunk + 1) <= number) {
            chunk++;
        }
        return chunks.get(chunk).get(number - firstRow(chunk));
    }
}
