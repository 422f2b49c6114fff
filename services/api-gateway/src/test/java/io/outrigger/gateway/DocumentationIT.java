package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.gateway.access.GatewayAccess;
import io.outrigger.gateway.testing.GatewayExtension;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The document says what the gateway does, as {@link GatewayExtension} sees to in every class; the page needs nothing from elsewhere. */
class DocumentationIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    @Test
    void theDocumentHasEveryRouteAndNoOther() {
        assertThat(GATEWAY.document().differencesFrom(GatewayAccess.TABLE)).isEmpty();
    }

    @Test
    void theDocumentHasEveryErrorCodeAndNoOther() {
        assertThat(GATEWAY.document().differencesFromErrorCodes()).isEmpty();
    }

    @Test
    void theDocumentIsYamlThatPeopleCanRead() {
        String document = new String(GATEWAY.get("/openapi", null).body());
        assertThat(document).contains("\n  /v1/infer:\n    post:\n", "- token:\n        - \"infer\"\n", "`shape_mismatch`: ");
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
        assertThat(GATEWAY.get("/openapi/ui/../../../etc/passwd", null).statusCode()).isIn(400, 401, 404);
        assertThat(GATEWAY.get("/openapi/ui/index.html", null).statusCode()).isEqualTo(404);
    }
}
