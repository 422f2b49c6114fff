package io.outrigger.chassis.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * A log line as one JSON object: ts, level, caller and msg, then what the line was given, then a failure's stack trace.
 *
 * <p>Named by logback's configurations. It writes with the Jackson that every service has. A text may hold anything: it stays within its
 * line, and half a surrogate pair becomes a question mark. So may a value: a document is told as it is, whatever else is no number as its
 * text, and none costs a line.
 */
public final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] NOTHING = {};

    private final DateTimeFormatter timestamps = DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(ZoneId.systemDefault());

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringWriter line = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("ts", timestamps.format(event.getInstant()));
            json.writeStringField("level", event.getLevel().toString());
            json.writeStringField("caller", event.getLoggerName());
            json.writeStringField("msg", event.getFormattedMessage());
            for (Map.Entry<String, String> entry : event.getMDCPropertyMap().entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            List<KeyValuePair> pairs = event.getKeyValuePairs();
            for (KeyValuePair pair : pairs == null ? List.<KeyValuePair>of() : pairs) {
                write(json, pair);
            }
            if (event.getThrowableProxy() != null) {
                json.writeStringField("stack_trace", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.append(System.lineSeparator()).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, KeyValuePair pair) throws IOException {
        if (pair.value == null) {
            return;
        }
        json.writeFieldName(pair.key);
        switch (pair.value) {
            case Boolean truth -> json.writeBoolean(truth);
            case Double number -> json.writeNumber(number);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case JsonNode tree -> json.writeRawValue(tree.toString());
            default -> json.writeString(pair.value.toString());
        }
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
