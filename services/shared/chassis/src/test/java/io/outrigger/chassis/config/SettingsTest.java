package io.outrigger.chassis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @Test
    void readsEveryKind() {
        Settings settings = new Settings(Map.of("NAME", " abc ", "COUNT", "7", "WAIT", "1500ms", "SIZE", "2MiB", "ON", "true",
                "WHERE", "triton:8001", "LINK", "http://collector:4318", "WORD", "b"));

        assertThat(settings.string("NAME", "x", "")).isEqualTo("abc");
        assertThat(settings.integer("COUNT", 1, 0, 10, "")).isEqualTo(7);
        assertThat(settings.duration("WAIT", Duration.ZERO, "")).isEqualTo(Duration.ofMillis(1_500));
        assertThat(settings.bytes("SIZE", 0, "")).isEqualTo(2 << 20);
        assertThat(settings.flag("ON", false, "")).isTrue();
        assertThat(settings.hostPort("WHERE", new HostPort("x", 1), "")).isEqualTo(new HostPort("triton", 8001));
        assertThat(settings.uri("LINK", "")).hasValueSatisfying(uri -> assertThat(uri.getPort()).isEqualTo(4318));
        assertThat(settings.choice("WORD", "a", List.of("a", "b"), "")).isEqualTo("b");
        settings.check();
    }

    @Test
    void fallsBackToTheDefaultWhenAbsentOrBlank() {
        Settings settings = new Settings(Map.of("COUNT", " "));

        assertThat(settings.integer("COUNT", 3, 0, 10, "")).isEqualTo(3);
        assertThat(settings.duration("WAIT", Duration.ofSeconds(2), "")).isEqualTo(Duration.ofSeconds(2));
        settings.check();
    }

    @Test
    void reportsAllErrorsAtOnce() {
        Settings settings = new Settings(Map.of("PORT", "99999", "WAIT", "soon", "ON", "yes"));
        settings.port("PORT", 80, "");
        settings.duration("WAIT", Duration.ZERO, "");
        settings.flag("ON", false, "");
        settings.required("KEYS", "the keys");

        assertThatThrownBy(settings::check).isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.errors())
                .containsExactly(
                        "PORT: expected a whole number from 0 to 65535, found '99999'.",
                        "WAIT: expected a duration such as 500ms, 30s or 5m, found 'soon'.",
                        "ON: expected true or false, found 'yes'.",
                        "KEYS is required: the keys."));
    }

    @Test
    void aTimeMayHaveToBeMoreThanNoneAndAShareIsFromNoneToAll() {
        Settings settings = new Settings(Map.of("WAIT", "5s", "NONE", "0ms", "SHARE", "0.25", "ALL", "1", "MORE", "1.5", "LESS", "-0.1"));

        assertThat(settings.positive("WAIT", Duration.ofSeconds(1), "")).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.fraction("SHARE", 1, "")).isEqualTo(0.25);
        assertThat(settings.fraction("ALL", 0, "")).isEqualTo(1);
        settings.positive("NONE", Duration.ofSeconds(1), "");
        settings.fraction("MORE", 1, "");
        settings.fraction("LESS", 1, "");
        assertThatThrownBy(settings::check).isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.errors()).containsExactly(
                "NONE: expected more than 0.",
                "MORE: expected a number from 0 to 1, such as 0.1, found '1.5'.",
                "LESS: expected a number from 0 to 1, such as 0.1, found '-0.1'."));
    }

    @Test
    void whatIsWrongIsShownShortAndPrintable() {
        String wrong = "\u001b[31m" + "x".repeat(200);
        Settings settings = new Settings(Map.of("A", wrong, "B", wrong, "C", wrong, "D", wrong, "E", wrong, "F", wrong, "G", wrong));
        settings.port("A", 80, "");
        settings.flag("B", true, "");
        settings.duration("C", Duration.ZERO, "");
        settings.bytes("D", 1, "");
        settings.hostPort("E", new HostPort("x", 1), "");
        settings.choice("F", "a", List.of("a"), "");
        settings.uri("G", "");

        assertThatThrownBy(settings::check).isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.errors())
                .hasSize(7)
                .allSatisfy(error -> assertThat(error).doesNotContain("\u001b").contains("?", "…").hasSizeLessThan(200)));
    }

    @Test
    void helpNamesEverySettingThatWasReadButNoSecret() {
        Settings settings = new Settings(Map.of());
        settings.port("PORT", 8081, "REST");
        settings.secret("DB_PASSWORD", "hunter2", "password of the database");

        assertThat(settings.help()).contains("PORT", "8081", "REST", "DB_PASSWORD").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"triton", ":8001", "triton:", "triton:0", "triton:65536", "tri ton:1", "a/b:1", "http://a:1", "[zz]:1",
        "[::::]:1", "[1.2.3.4]:1", "under_score:1", "a..b:1", "999.1.1.1:1"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"triton:8001,triton,8001",
        "127.0.0.1:1,127.0.0.1,1", "[::1]:8001,::1,8001", "my-triton.svc.cluster.local:1,my-triton.svc.cluster.local,1"})
    void readsAddresses(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port)).hasToString(text);
    }
}
