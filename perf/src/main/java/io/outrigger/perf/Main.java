package io.outrigger.perf;

import io.outrigger.perf.jobs.Study;
import io.outrigger.perf.jobs.StudyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code java -jar perf/target/perf.jar}: measures a running platform and prints a Markdown table. */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        try {
            if (arguments.length > 0 && Study.all().containsKey(arguments[0])) {
                study(Study.all().get(arguments[0]), List.of(arguments).subList(1, arguments.length));
                return 0;
            }
            Options options = Options.parse(List.of(arguments));
            if (options.help()) {
                System.out.print(Options.HELP);
                return 0;
            }
            if (options.writeModel().isEmpty()) {
                measure(options);
            } else {
                MadeUpModel.writeTo(Path.of(options.writeModel()), options.batchedByServer());
            }
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + " --help lists the options.");
            return 2;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return 130;
        }
    }

    private static void study(Study study, List<String> arguments) throws IOException, InterruptedException {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(study.help());
        } else {
            System.out.print(study.run(StudyOptions.parse(study, arguments), System.err::println));
        }
    }

    private static void measure(Options options) throws IOException, InterruptedException {
        if (!options.hops().isEmpty()) {
            System.out.print(new HopComparison(options, Picture.read(Path.of(options.picture())), System.err::println).run());
            return;
        }
        List<PlatformFile> platforms = new ArrayList<>();
        for (String file : options.platformFiles()) {
            platforms.add(PlatformFile.read(Path.of(file)));
        }
        Picture picture = Picture.read(Path.of(options.picture()));
        List<Target> targets = new ArrayList<>();
        try {
            for (TargetKind kind : options.targets()) {
                for (int i = 0; i < platforms.size(); i++) {
                    String name = platforms.size() == 1 ? kind.targetName() : kind.targetName() + " " + (i + 1);
                    targets.add(kind.open(name, platforms.get(i), options.model(), options.version(), picture));
                }
            }
            System.out.print(Report.markdown(new Measurement(options, targets, System.err::println).run()));
        } finally {
            targets.forEach(Target::close);
        }
    }
}
