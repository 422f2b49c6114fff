package io.outrigger.perf.study;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** Something that is measured with a command of its own. */
public interface Study {

    /** What it does, and its options with their defaults. */
    String help();

    /** Every option that it takes, with its default. */
    Map<String, String> defaults();

    /** Measures, and says on the way what it is at. */
    Findings run(StudyOptions options, Consumer<String> progress) throws IOException, InterruptedException;
}
