package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.gateway.testing.GatewayExtension;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The document says what the gateway does, and the page needs nothing from elsewhere. */
class DocumentationIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final Pattern PATH = Pattern.compile("^  (/\\S*):$", Pattern.MULTILINE);

    @Test
    void namesEveryErrorCodeWithItsMeaning() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(document()).contains("        - " + code.code() + "\n").contains("`" + code.code() + "`: " + code.title());
        }
    }

    @Test
    void namesOnlyRoutesThatExist() {
        List<String> paths = PATH.matcher(document()).results().map((MatchResult found) -> found.group(1)).toList();

        assertThat(paths).hasSize(27);
        for (String path : paths) {
            HttpResponse<byte[]> response = GATEWAY.send(GATEWAY.request(path.replace("{model}", "plain").replace("{version}", "v1"),
                    GATEWAY.tokens().with("infer")).method("PATCH", HttpRequest.BodyPublishers.noBody()).build());
            assertThat(response.statusCode()).as(path).isEqualTo(405);
            String methods = response.headers().firstValue("allow").orElseThrow();
            assertThat(methods).isIn("GET, HEAD", "POST");
            assertThat(document()).contains("  " + path + ":\n    " + methods.split(",")[0].toLowerCase(Locale.ROOT) + ":\n");
        }
    }

    @Test
    void servesAPageThatLoadsNothingFromElsewhere() {
        for (String path : List.of("/openapi/ui", "/openapi/ui/start.js")) {
            HttpResponse<byte[]> page = GATEWAY.get(path, null);
            assertThat(new String(page.body())).doesNotContain("http://", "https://", "//cdn");
            assertThat(page.headers().firstValue("content-security-policy").orElse("")).contains("default-src 'none'");
        }
        assertThat(GATEWAY.get("/openapi/ui", null).headers().firstValue("content-type").orElse("")).startsWith("text/html");
        assertThat(GATEWAY.get("/openapi/ui/swagger-ui-bundle.js", null).body().length).isGreaterThan(1_000_000);
        assertThat(GATEWAY.get("/openapi/ui/../../../etc/passwd", null).statusCode()).isIn(401, 404);
        assertThat(GATEWAY.get("/openapi/ui/index.html", null).statusCode()).isEqualTo(404);
    }

    private static String document() {
        return new String(GATEWAY.get("/openapi", null).body());
    }
}
