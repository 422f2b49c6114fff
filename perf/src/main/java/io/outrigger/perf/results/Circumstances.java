package io.outrigger.perf.results;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * When, where and of what something was measured.
 *
 * @param date the day, in UTC
 * @param commit of the code, with {@code + changes} where there were some; empty outside of a repository
 * @param machine processor, processors that this process may use, memory, system
 * @param runtime the virtual machine
 */
record Circumstances(LocalDate date, String commit, String machine, String runtime) {

    private static final long GIB = 1L << 30;
    private static final int COMMIT_DIGITS = 10;

    static Circumstances here() throws IOException {
        String commit = git("rev-parse", "HEAD");
        boolean changed = !git("status", "--porcelain", "--untracked-files=no").isEmpty();
        return new Circumstances(LocalDate.now(ZoneOffset.UTC),
                commit.substring(0, Math.min(COMMIT_DIGITS, commit.length())) + (changed ? " + changes" : ""), described(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    /** A line of its own under a table. */
    String sentence() {
        return date + (commit.isEmpty() ? "" : ", commit " + commit) + ", " + machine + ", " + runtime + ".";
    }

    private static String described() throws IOException {
        long memory = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return Runtime.getRuntime().availableProcessors() + " processors" + processor() + ", " + Math.round((double) memory / GIB)
                + " GiB, " + System.getProperty("os.name") + " " + System.getProperty("os.version");
    }

    private static String processor() throws IOException {
        Path said = Path.of("/proc/cpuinfo");
        return !Files.isReadable(said) ? "" : Files.readAllLines(said).stream().filter(line -> line.startsWith("model name"))
                .map(line -> " (" + line.substring(line.indexOf(':') + 1).strip() + ")").findFirst().orElse("");
    }

    /** What git says; nothing where there is none. */
    private static String git(String... arguments) {
        try {
            String[] command = new String[arguments.length + 1];
            command[0] = "git";
            System.arraycopy(arguments, 0, command, 1, arguments.length);
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? said : "";
        } catch (IOException missing) {
            return "";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
