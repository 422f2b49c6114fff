package io.outrigger.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.gateway.testing.GatewayExtension;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The three documents of the page, as a browser gets them that has shown no token. */
class StatusPageIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final int BYTES_MAX = 64 << 10;
    /** Anything that would be loaded from elsewhere, and what would have to be allowed to stand in the page. */
    private static final Pattern NOT_FROM_HERE = Pattern.compile("https?:|//cdn|@import|url\\(|\\son[a-z]+=|style=");

    private static HttpResponse<byte[]> get(String path, String... headers) {
        return GATEWAY.send(GATEWAY.request(path, null).header("accept", "text/html").headers(headers).build());
    }

    @ParameterizedTest
    @CsvSource({"/, text/html", "/status.css, text/css", "/status.js, text/javascript"})
    void isOpenAndLoadsNothingFromElsewhere(String path, String type) {
        HttpResponse<byte[]> answer = get(path, "x-nothing", "1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElse("")).isEqualTo(type + "; charset=utf-8");
        assertThat(answer.headers().firstValue("content-security-policy").orElse("")).contains("default-src 'none'", "script-src 'self';",
                "style-src 'self';", "connect-src 'self';", "frame-ancestors 'none'", "require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(answer.headers().firstValue("referrer-policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(answer.body().length).isBetween(1_000, BYTES_MAX);
        assertThat(new String(answer.body()).replace("http://www.w3.org/2000/svg", "")).doesNotContainPattern(NOT_FROM_HERE);

        String etag = answer.headers().firstValue("etag").orElseThrow();
        assertThat(get(path, "if-none-match", etag).statusCode()).isEqualTo(304);
        assertThat(get(path, "if-none-match", etag).body()).isEmpty();
    }

    @Test
    void theScriptMakesNoMarkupOfTexts() {
        assertThat(new String(get("/status.js", "x-nothing", "1").body()))
                .doesNotContainPattern("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|localStorage|cookie");
    }

    @Test
    void whoIsNoBrowserIsToldWhetherTheGatewayIsReady() {
        HttpResponse<byte[]> answer = GATEWAY.get("/", null);
        assertThat(new String(answer.body())).isEqualTo("""
                {"status":"ready"}""");
        assertThat(GATEWAY.status("POST", "/", null)).isEqualTo(405);
        assertThat(GATEWAY.status("HEAD", "/", null)).isEqualTo(200);
    }
}
