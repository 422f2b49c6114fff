package io.outrigger.local.clients;

import io.outrigger.local.PlatformExtension;
import io.outrigger.testing.programs.PythonEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's client in Python, unchanged, from a file of rows to the file of their answers. */
class OpenAiJobsIT {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final PythonEnvironment OPENAI = PythonEnvironment.of(OpenAiJobsIT.class, "openai.txt");

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @Test
    void uploadsSubmitsPollsAndDownloads(@TempDir Path folder) {
        OPENAI.script("openai_jobs.py", Map.of("GATEWAY_URL", platform.access().gatewayUrl(), "TOKEN", platform.access().token(),
                "PICTURES", platform.models().resolve("sample-classifier/pictures").toString(), "FOLDER", folder.toString()), LIMIT)
                .requireSuccess();
    }
}
