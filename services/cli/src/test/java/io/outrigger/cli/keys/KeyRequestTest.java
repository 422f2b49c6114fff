package io.outrigger.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.cli.outcome.CommandFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRequestTest {

    @Test
    void whatIsGivenIsAskedFor() {
        assertThat(new KeyRequest("ci", List.of("infer", "batch"), List.of("m"), "acme", "90d", 60L, 5L, 6_000L).json()).hasToString("""
                {"name":"ci","scopes":["infer","batch"],"models":["m"],"tenant":"acme",\
                "limits":{"requests_per_minute":60,"burst":5,"rows_per_minute":6000},"expires_in_s":7776000}""");
    }

    @Test
    void theRestIsLeftToThePlatform() {
        assertThat(new KeyRequest("ci", List.of("admin"), null, null, null, null, null, null).json()).hasToString("""
                {"name":"ci","scopes":["admin"]}""");
    }

    @Test
    void aTimeThatIsNoneIsSaid() {
        var wrong = new KeyRequest("ci", List.of("infer"), null, null, "soon", null, null, null);
        assertThatThrownBy(wrong::json).isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--expires-in").hasMessageContaining("'soon'");
    }
}
