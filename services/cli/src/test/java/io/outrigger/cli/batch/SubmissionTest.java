package io.outrigger.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.cli.outcome.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionTest {

    @Test
    void whatIsGivenIsAskedFor() {
        assertThat(new Submission("m", "canary", Submission.Priority.high, "1d", 2.5, 4, "90m", "https://a/b", Map.of("k", "v", "a", "b"))
                .json()).hasToString("""
                {"model":"m","version":"canary","priority":"high","completion_window":"24h","error_budget":2.5,"concurrency":4,\
                "output_expires_after":{"anchor":"created_at","seconds":5400},"webhook":{"url":"https://a/b"},\
                "metadata":{"a":"b","k":"v"}}""");
    }

    @Test
    void theRestIsLeftToThePlatform() {
        assertThat(new Submission(null, null, null, null, null, null, null, null, null).json()).isEmpty();
    }

    @Test
    void aTimeThatIsNoneIsSaid() {
        Submission wrong = new Submission(null, null, null, "soon", null, null, null, null, null);
        assertThatThrownBy(wrong::json).isInstanceOf(CommandFailure.class).hasMessageContaining("--window").hasMessageContaining("'soon'");
    }

    @Test
    void theArgumentSaysWhereTheRowsAre(@TempDir Path folder) throws IOException {
        String id = "file-" + "0a".repeat(16);
        Path file = Files.createFile(folder.resolve("a.jsonl"));
        assertThat(Input.of("-", folder::resolve)).isEqualTo(new Input.Piped());
        assertThat(Input.of("s3://b/k", folder::resolve)).isEqualTo(new Input.Stored("s3://b/k"));
        assertThat(Input.of(id, folder::resolve)).isEqualTo(new Input.Uploaded(id));
        assertThat(Input.of("a.jsonl", folder::resolve)).isEqualTo(new Input.Local(file));
        assertThatThrownBy(() -> Input.of("b.jsonl", folder::resolve)).isInstanceOf(CommandFailure.class)
                .hasMessageContaining("nothing to read");
        assertThatThrownBy(() -> Input.of(".", folder::resolve)).isInstanceOf(CommandFailure.class).hasMessageContaining("a folder");
        Files.createFile(folder.resolve(id));
        assertThat(Input.of(id, folder::resolve)).as("a file of that name counts").isInstanceOf(Input.Local.class);
    }
}
