package io.outrigger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.cli.StandInGateway.Answer;
import io.outrigger.cli.console.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsIT {
    private static final String MODEL = """
            {"name":"m","description":"d","default_alias":"stable","strategy":"round-robin","batching":"on","versions":["v1","v2"],\
            "aliases":{"stable":"v1"}}""";

    @TempDir
    private Path folder;
    private StandInGateway platform;

    @BeforeEach
    void start() throws IOException {
        platform = new StandInGateway();
        platform.on("GET /v1/models", Answer.of(200, """
                {"models":[%s]}""".formatted(MODEL)));
        platform.on("GET /v1/models/m", Answer.of(200, MODEL));
        Files.writeString(folder.resolve("7.png"), "picture");
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(platform.url(), folder, Style.PLAIN, "piped", arguments);
    }

    @Test
    void aPictureIsClassifiedByTheOnlyModel() {
        platform.on("POST /v1/infer", Answer.of(200, """
                {"model":"m","version":"v1","outputs":[],"classification":[{"label":"7","score":0.99223},{"label":"nine","score":0.0049}],
                 "timing_ms":{"total":15.494}}"""));
        assertThat(run("infer", "7.png").lines()).containsExactly("LABEL   SCORE", "7      0.9922", "nine   0.0049", "", "m v1, 15.5 ms");
        assertThat(platform.requests("POST /v1/infer").getFirst().body()).isEqualTo("""
                {"model":"m","input":{"image":"cGljdHVyZQ=="}}""");
    }

    @Test
    void whatHasNoLabelsIsShownAsTensors() {
        platform.on("POST /v1/infer", Answer.of(200, """
                {"model":"m","version":"v1","outputs":[{"name":"y","datatype":"FP32","shape":[1,2],"data":[1.5,null]}]}"""));
        assertThat(run("infer", "-", "--model", "m", "--version", "canary").lines()).contains("y       FP32      [1,2]  1.5 null");
        assertThat(platform.requests("POST /v1/infer").getFirst().body()).contains("canary", "cGlwZWQ=");
    }

    @Test
    void amongSeveralModelsOneHasToBeNamed() {
        platform.on("GET /v1/models", Answer.of(200, """
                {"models":[{"name":"a"},{"name":"b"}]}"""));
        CommandRun run = run("infer", "7.png");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("a, b");
        assertThat(run("infer", "none.png", "--model", "a").exitCode()).isEqualTo(2);
    }

    @Test
    void modelsAreListedAndShown() {
        platform.on("GET /v1/models/m/versions", Answer.of(200, """
                {"versions":[{"version":"v1","aliases":["stable"],"created_at":"2026-01-01T00:00:00Z","signature":{
                 "inputs":[{"name":"x","datatype":"FP32","shape":[-1,4]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1]}]}}]}"""));
        assertThat(run("models", "ls").lines()).containsExactly("MODEL  VERSIONS  ALIASES    DESCRIPTION", "m      v1 v2     stable=v1  d");
        assertThat(run("models", "show", "m").lines()).last()
                .isEqualTo("v1       stable   x FP32[-1,4]  y FP32[-1]  2026-01-01T00:00:00Z");
        assertThat(run("models", "show", "m", "--json").lines()).singleElement().asString().contains("\"shape\"");
    }

    @Test
    void aVersionIsRegistered() throws IOException {
        platform.on("POST /v1/models", Answer.of(201, """
                {"model":"m","version":"v3","notices":["It could be batched."]}"""));
        Files.writeString(folder.resolve("r.json"), """
                {"version":"v1","framework":"onnx","description":"d"}""");
        CommandRun run = run("models", "register", "m", "v3", "--endpoint", "127.0.0.1:8001", "--file", "r.json");
        assertThat(run).isEqualTo(new CommandRun(0, "m v3 is registered.\n", "It could be batched.\n"));
        assertThat(platform.requests("POST /v1/models").getFirst().body()).isEqualTo("""
                {"version":"v3","framework":"onnx","description":"d","name":"m","endpoint":"127.0.0.1:8001"}""");
    }

    @Test
    void promotingNamesTheStateThatItChanges() {
        platform.on("GET /v1/models/m/aliases/stable", new Answer(200, """
                {"alias":"stable","version":"v1"}""", Map.of("ETag", "\"4\""), -1));
        platform.on("PUT /v1/models/m/aliases/stable", Answer.of(200, """
                {"alias":"stable","version":"v2"}"""), Answer.problem(412, "precondition_failed"));
        assertThat(run("models", "promote", "m", "v2").out()).isEqualTo("m stable: v1 -> v2\n");
        assertThat(platform.requests("PUT /v1/models/m/aliases/stable").getFirst().header("If-match")).isEqualTo("\"4\"");
        assertThat(run("models", "promote", "m", "v2").exitCode()).as("somebody else was faster").isEqualTo(1);
    }

    @Test
    void anAliasThatIsNotThereIsMade() {
        platform.on("GET /v1/models/m/aliases/canary", Answer.problem(404, "alias_not_found"));
        platform.on("PUT /v1/models/m/aliases/canary", Answer.of(201, """
                {"alias":"canary","version":"v2"}"""));
        assertThat(run("models", "promote", "m", "v2", "--alias", "canary").out()).isEqualTo("m canary: new -> v2\n");
        assertThat(platform.requests("PUT /v1/models/m/aliases/canary").getFirst().header("If-none-match")).isEqualTo("*");
    }

    @Test
    void theTokenIsPrintedByItsCommandAlone() {
        assertThat(run("token").out()).isEqualTo("secret-token\n");
        assertThat(run("--token", "other", "token").out()).isEqualTo("other\n");
        assertThat(run("token", "--json").out()).isEqualTo("""
                {"token":"secret-token"}
                """);
    }

    @Test
    void completionKnowsEveryCommand() {
        assertThat(run("completion").out()).contains("promote", "submit", "--idempotency-key", "watch", "revoke");
    }
}
