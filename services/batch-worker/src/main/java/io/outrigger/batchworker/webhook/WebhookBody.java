package io.outrigger.batchworker.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.outrigger.batchworker.job.Job;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What is told of a job's end: which job, how it ended, and the counts of its rows. */
public final class WebhookBody {

    private static final JsonFactory FACTORY = new JsonFactory();

    private WebhookBody() {
    }

    public static byte[] of(Job ended, Instant now) {
        String state = ended.state().name().toLowerCase(Locale.ROOT);
        var body = new ByteArrayOutputStream(256);
        try (JsonGenerator json = FACTORY.createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("type", "batch." + state);
            json.writeStringField("timestamp", now.truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeObjectFieldStart("data");
            json.writeStringField("id", ended.id());
            json.writeStringField("object", "batch");
            json.writeStringField("status", state);
            json.writeObjectFieldStart("request_counts");
            json.writeNumberField("total", ended.rows());
            json.writeNumberField("completed", ended.answered().completed());
            json.writeNumberField("failed", ended.answered().failed());
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return body.toByteArray();
    }
}
