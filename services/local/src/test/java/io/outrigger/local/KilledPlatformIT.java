package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.client.RestClient;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole platform is killed with -9, its backends too, while jobs are in flight: the next start goes on with them. */
class KilledPlatformIT {

    private static final int ROWS = 3_000;
    private static final Map<String, String> NOTHING_SPECIAL = Map.of();

    @TempDir
    Path directory;

    @Test
    void theNextStartGoesOnWithEveryAcceptedJob() throws Exception {
        Path home = directory.resolve("state");
        List<SubmittedJob> jobs;
        try (LocalProcess run = new LocalProcess(directory)) {
            Process platform = run.start(home, NOTHING_SPECIAL);
            run.awaitBanner();
            try (RestClient gateway = gateway(home)) {
                jobs = submitted(gateway);
                Eventually.isTrue(() -> jobs.getFirst().document().filter(KilledPlatformIT::isAtWork).isPresent());
                killAll(platform);
            }
            run.start(home, NOTHING_SPECIAL);
            run.awaitBanner();
            try (RestClient gateway = gateway(home)) {
                assertThat(jobs).allSatisfy(job -> new JobAudit(job.by(gateway)).check());
            }
        }
    }

    private static List<SubmittedJob> submitted(RestClient gateway) {
        Random chance = new Random(1);
        SubmittedJob inline = new SubmittedJob(gateway, JobRows.some(ROWS, chance), false);
        SubmittedJob file = new SubmittedJob(gateway, JobRows.some(ROWS, chance), false);
        SubmittedJob small = new SubmittedJob(gateway, JobRows.some(1, chance), false);
        inline.submitInline(() -> false);
        file.submitFile(() -> false);
        small.submitInline(() -> false);
        return List.of(inline, file, small);
    }

    /** Or further: on a quick machine it may be done. */
    private static boolean isAtWork(JsonNode job) {
        return job.path("request_counts").path("completed").asInt() > 0;
    }

    /** All at once, so that nobody has time to see the others go. */
    private static void killAll(Process platform) throws Exception {
        List<ProcessHandle> family = platform.descendants().toList();
        String numbers = family.stream().map(process -> Long.toString(process.pid())).collect(Collectors.joining(" "));
        new ProcessBuilder("sh", "-c", "kill -9 " + platform.pid() + " " + numbers).start().waitFor();
        platform.waitFor();
        Eventually.isTrue(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static RestClient gateway(Path home) throws IOException {
        Map<String, String> environment = Files.readAllLines(home.resolve("platform.env")).stream().map(line -> line.split("=", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        return RestClient.of(environment.get("GATEWAY_URL")).as(environment.get("TOKEN"));
    }
}
