package io.outrigger.chassis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLineEncoderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LoggerContext logback = new LoggerContext();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final JsonLineEncoder encoder = new JsonLineEncoder();
    private final Logger log = logback.getLogger("io.outrigger.test");

    JsonLineEncoderTest() {
        logback.setMDCAdapter(new LogbackMDCAdapter());
        events.setContext(logback);
        events.start();
        encoder.start();
        log.setLevel(Level.INFO);
        log.addAppender(events);
    }

    @Test
    void aLineIsAnObjectOfThePartsThatItHasInTheirOrder() throws Exception {
        logback.getMDCAdapter().put("tenant", "acme");
        Instant before = Instant.now();
        log.atInfo().setMessage("GET /{}").addArgument("x").addKeyValue("model", "m").addKeyValue("duration_ms", 1.25)
                .addKeyValue("bytes", 7L).addKeyValue("count", 3).addKeyValue("cached", true).addKeyValue("version", (Object) null).log();

        String line = line();

        String time = JSON.readTree(line).get("ts").asText();
        assertThat(OffsetDateTime.parse(time).toInstant()).isBetween(before, Instant.now());
        assertThat(line).isEqualTo("""
                {"ts":"%s","level":"INFO","caller":"io.outrigger.test","msg":"GET /x","tenant":"acme",\
                "model":"m","duration_ms":1.25,"bytes":7,"count":3,"cached":true}""".formatted(time) + System.lineSeparator());
    }

    @Test
    void aDocumentIsToldAsItIsAndStaysInItsLine() throws Exception {
        log.atInfo().setMessage("x").addKeyValue("after", JSON.readTree("""
                {"a":[1,"two\\n\\ud83d"]}""")).log();

        assertThat(line()).endsWith("""
                "after":{"a":[1,"two\\n?"]}}""" + System.lineSeparator());
    }

    @Test
    void aFailureBringsItsStackTraceWithAllItsCauses() throws Exception {
        log.error("it broke", new IllegalStateException("outer", new IllegalArgumentException("inner")));

        assertThat(read(line()).get("stack_trace").asText())
                .startsWith("java.lang.IllegalStateException: outer")
                .contains("\tat " + getClass().getName(), "Caused by: java.lang.IllegalArgumentException: inner");
    }

    @Test
    void noTextLeavesItsLine() throws Exception {
        String text = """
                "}\r\n{"level":"FAKE"\u0000\u001b\u2028 caf\u00e9 \ud83d\ude00""";
        log.atInfo().addKeyValue("odd", new StringBuilder(text)).log(text);

        JsonNode line = read(line());

        assertThat(line.get("msg").asText()).isEqualTo(text);
        assertThat(line.get("odd").asText()).isEqualTo(text);
    }

    @Test
    void whatUtf8CannotSayDoesNotCostTheLine() throws Exception {
        log.info("half a pair: \ud83d!");
        log.atInfo().addKeyValue("ratio", Double.NaN).log("not a number");

        assertThat(read(line(0)).get("msg").asText()).isEqualTo("half a pair: ?!");
        assertThat(read(line(1)).get("ratio").asText()).isEqualTo("NaN");
    }

    @Test
    void aValueOfAnyKindIsTold() throws Exception {
        log.atInfo().addKeyValue("pause", Duration.ofSeconds(2)).addKeyValue("models", List.of("a", "b")).log("values");

        assertThat(read(line()).get("pause").asText()).isEqualTo("PT2S");
        assertThat(read(line()).get("models").asText()).isEqualTo("[a, b]");
    }

    @Test
    void theServicesLogByIt() throws Exception {
        var configurator = new JoranConfigurator();
        configurator.setContext(logback);
        configurator.doConfigure(getClass().getResource("/logback.xml"));
        try {
            var appender = (AsyncAppender) logback.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender("ASYNC");
            var console = (ConsoleAppender<ILoggingEvent>) appender.getAppender("CONSOLE");

            assertThat(console.isStarted()).isTrue();
            assertThat(console.getEncoder()).isInstanceOf(JsonLineEncoder.class);
        } finally {
            logback.stop();
        }
    }

    private String line() {
        return line(events.list.size() - 1);
    }

    private String line(int index) {
        return new String(encoder.encode(events.list.get(index)), StandardCharsets.UTF_8);
    }

    private static JsonNode read(String line) throws Exception {
        assertThat(line).endsWith(System.lineSeparator());
        assertThat(line.substring(0, line.length() - System.lineSeparator().length())).doesNotContain("\n", "\r");
        return JSON.readTree(line);
    }
}
