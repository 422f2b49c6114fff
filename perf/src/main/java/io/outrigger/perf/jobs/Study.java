package io.outrigger.perf.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Something that is measured with a command of its own. */
public interface Study {

    /** What it does, and its options with their defaults. */
    String help();

    /** Every option that it takes, with its default. */
    Map<String, String> defaults();

    /**
     * Measures.
     *
     * @return Markdown
     */
    String run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException;

    /** The studies by the names of their commands. */
    static Map<String, Study> all() {
        return Map.of("small-jobs", new SmallJobs(), "bulk", new BulkRows(), "memory", new FlatMemory(), "trade", new LiveBesideJob(),
                "quiet-tenant", new QuietTenant(), "batching-gain", new BatchingGain(), "overload", new Overload());
    }

    /** The names in the order in which they are told. */
    static List<String> names() {
        return all().keySet().stream().sorted().toList();
    }
}
