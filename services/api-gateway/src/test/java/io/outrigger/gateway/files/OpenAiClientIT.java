package io.outrigger.gateway.files;

import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.testing.programs.PythonEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The stock client of OpenAI in Python, told nothing but where the gateway is. */
class OpenAiClientIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final PythonEnvironment OPENAI = PythonEnvironment.of(OpenAiClientIT.class, "openai.txt");

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    @Test
    void uploadsSubmitsAsksAndReads(@TempDir Path folder) {
        Job ended = GATEWAY.worker().job("team-a", job -> job.setModel("plain"));
        GATEWAY.worker().end(ended.getId(), JobState.JOB_STATE_COMPLETED, """
                {"custom_id":"a"}
                {"custom_id":"b"}
                """, "");
        OPENAI.script("openai_batch.py", Map.of("GATEWAY", GATEWAY.address("").toString(), "TOKEN", GATEWAY.tokens().with("batch"),
                "FOLDER", folder.toString(), "ENDED", ended.getId()), LIMIT).requireSuccess();
    }
}
