package io.outrigger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.cli.StandInGateway.Answer;
import io.outrigger.cli.console.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysIT {
    private static final String SECRET = "ork_planted0planted0planted0";
    private static final String FIELDS = """
            "id":"key_1","object":"key","prefix":"ork_planted0","name":"ci","tenant":"acme","scopes":["infer","batch"],\
            "created_at":1764417600,"created_by":"me","status":"active\"""";

    @TempDir
    private Path folder;
    private StandInGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new StandInGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(gateway.url(), folder, Style.PLAIN, "", arguments);
    }

    /** The document with the key itself and more. */
    private static Answer withSecret(int status, String more) {
        return Answer.of(status, "{" + FIELDS + """
                ,"key":"%s"%s}""".formatted(SECRET, more));
    }

    @Test
    void theKeyAloneIsOnStandardOutput() {
        gateway.on("POST /v1/keys", withSecret(201, """
                ,"models":["m"],"expires_at":1796000000"""));
        CommandRun run = run("keys", "create", "ci", "--scope", "infer,batch", "--model", "m", "--expires-in", "1h", "--burst", "3",
                "--requests-per-minute", "30");
        assertThat(run.out()).isEqualTo(SECRET + "\n");
        assertThat(run.err()).contains("Key key_1 'ci' of acme: infer batch; m; until 2026-11-30T", "shown this once")
                .doesNotContain(SECRET);
        assertThat(gateway.requests("POST /v1/keys")).singleElement().satisfies(request -> assertThat(request.body()).isEqualTo("""
                {"name":"ci","scopes":["infer","batch"],"models":["m"],"limits":{"requests_per_minute":30,"burst":3},\
                "expires_in_s":3600}"""));
    }

    @Test
    void forScriptsItIsTheWholeDocument() {
        gateway.on("POST /v1/keys", withSecret(201, ""));
        CommandRun run = run("keys", "create", "ci", "--scope", "infer", "--json");
        assertThat(run.lines()).singleElement().asString().contains(SECRET, "\"prefix\"");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aKeyIsAskedForOnce() {
        gateway.on("POST /v1/keys", Answer.problem(503, "dependency_unavailable"));
        assertThat(run("keys", "create", "ci", "--scope", "infer").exitCode()).isEqualTo(1);
        assertThat(gateway.requests("POST /v1/keys")).hasSize(1);

        CommandRun cut = run("keys", "create", "ci", "--scope", "infer", "--url", "http://127.0.0.1:1");
        assertThat(cut.exitCode()).isEqualTo(3);
        assertThat(cut.err()).contains("Whether it was done is not known", "outrigger keys ls");
        assertThat(run("keys", "create", "ci").exitCode()).as("for nothing at all").isEqualTo(2);
    }

    @Test
    void theAdministratorsTokenIsUsed() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve(".outrigger")).resolve("platform.env"), "ADMIN_TOKEN=ork_admin\n");
        gateway.on("GET /v1/keys?limit=100", Answer.of(200, """
                {"object":"list","data":[],"has_more":false}"""));
        assertThat(run("keys", "ls").exitCode()).isZero();
        assertThat(run("keys", "ls", "--token", "ork_given").exitCode()).isZero();
        assertThat(gateway.requests("GET /v1/keys?limit=100")).extracting(request -> request.header("Authorization"))
                .containsExactly("Bearer ork_admin", "Bearer ork_given");
    }

    @Test
    void allKeysAreListed() {
        gateway.on("GET /v1/keys?limit=100", Answer.of(200, """
                {"object":"list","data":[{%s,"last_used_at":1764417660}],"has_more":true}""".formatted(FIELDS)));
        gateway.on("GET /v1/keys?limit=100&after=key_1", Answer.of(200, """
                {"object":"list","data":[{"id":"key_2","prefix":"ork_other000","name":"old","tenant":"acme","scopes":["admin"],\
                "models":["m","n"],"status":"revoked","expires_at":1764417600}],"has_more":false}"""));
        assertThat(run("keys", "ls").lines()).containsExactly(
                "ID     KEY            NAME  TENANT  SCOPES       MODELS       STATUS   EXPIRES               LAST USED",
                "key_1  ork_planted0…  ci    acme    infer batch  every model  active                         2025-11-29T12:01:00Z",
                "key_2  ork_other000…  old   acme    admin        m n          revoked  2025-11-29T12:00:00Z");
        assertThat(run("keys", "ls", "--json").lines()).hasSize(2);
        gateway.on("GET /v1/keys?limit=100&tenant=A%20%26%20B", Answer.of(200, """
                {"object":"list","data":[],"has_more":false}"""));
        assertThat(run("keys", "ls", "--tenant", "A & B").lines()).hasSize(1);
    }

    @Test
    void aRotatedKeyIsPrintedAndTheOldOnesEndSaid() {
        gateway.on("POST /v1/keys/key_1/rotate", withSecret(200, """
                ,"previous_valid_until":1764504000"""), withSecret(200, ""));
        CommandRun run = run("keys", "rotate", "key_1", "--overlap", "24h");
        assertThat(run.out()).isEqualTo(SECRET + "\n");
        assertThat(run.err()).contains("The old one is good until 2025-11-30T12:00:00Z.").doesNotContain(SECRET);
        assertThat(run("keys", "rotate", "key_1").err()).contains("The old one is no longer good.");
        assertThat(gateway.requests("POST /v1/keys/key_1/rotate")).extracting(StandInGateway.Request::body).containsExactly("""
                {"overlap_s":86400}""", "{}");
        assertThat(run("keys", "rotate", "key_1", "--overlap", "long").exitCode()).isEqualTo(2);
    }

    @Test
    void keysAreRevoked() {
        gateway.on("DELETE /v1/keys/key_1", Answer.of(200, "{" + FIELDS.replace("active", "revoked") + "}"));
        gateway.on("DELETE /v1/keys/key_2", Answer.problem(404, "key_not_found"));
        CommandRun run = run("keys", "revoke", "key_1", "key_2");
        assertThat(run.out()).isEqualTo("Key key_1 'ci' is revoked.\n");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("key_not_found");
        assertThat(run("keys", "revoke", "key_1", "--json").lines()).singleElement().asString().contains("revoked");
    }
}
