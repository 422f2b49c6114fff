package io.outrigger.perf;

import io.outrigger.perf.results.ResultsFolder;
import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code java -jar perf/target/perf.jar <study>}: measures, and prints a Markdown table. */
public final class Main {
    private static final String RESULTS = "--results";

    private Main() {
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        try {
            if (arguments.isEmpty() || arguments.getFirst().equals("--help") || arguments.getFirst().equals("-h")) {
                System.out.print(Studies.help());
                return 0;
            }
            Study study = Studies.ofName(arguments.getFirst());
            if (arguments.contains("--help") || arguments.contains("-h")) {
                System.out.print(study.help());
                return 0;
            }
            measure(study, arguments);
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + " --help lists what there is.");
            return 2;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return 130;
        }
    }

    private static void measure(Study study, List<String> arguments) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(arguments.subList(1, arguments.size()));
        Optional<Path> results = Optional.empty();
        int at = options.indexOf(RESULTS);
        if (at >= 0 && at + 1 < options.size()) {
            results = Optional.of(Path.of(options.remove(at + 1)));
            options.remove(at);
        }
        Findings findings = study.run(StudyOptions.parse(study, options), System.err::println);
        System.out.print(findings.markdown());
        if (results.isPresent()) {
            new ResultsFolder(results.get()).write(arguments.getFirst(), arguments, findings);
        }
    }
}
