package io.outrigger.chassis.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.json.Json;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.telemetry.RequestContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The lines of the logger {@code audit}: who, what, and the object before and after, as the documents that callers see of it.
 *
 * <p>They are written on the thread that has made the change and are neither dropped nor held back, whatever {@code LOG_LEVEL} says; so
 * logback's configurations have it. Never give it a secret: what it is given is written.
 */
public final class AuditLog {

    /** The logger's name. */
    public static final String NAME = "audit";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);
    private static final int DOCUMENT_CHARACTERS_MAX = 32 << 10;

    private AuditLog() {
    }

    /**
     * Notes what the current caller has done.
     *
     * @param action such as {@code alias.put}
     * @param object such as {@code models/iris/aliases/stable}
     * @param before a record or a tree; empty where there was nothing
     * @param after the same; empty where there is nothing any more
     */
    public static void done(String action, String object, Optional<?> before, Optional<?> after) {
        Principal caller = CurrentCaller.get();
        LoggingEventBuilder line = LOG.atInfo().setMessage(action + " " + object)
                .addKeyValue("action", action)
                .addKeyValue("object", object)
                .addKeyValue("subject", caller.subject())
                .addKeyValue("tenant", caller.tenant())
                .addKeyValue("correlation_id", RequestContext.current().correlationId());
        before.map(AuditLog::document).ifPresent(document -> line.addKeyValue("before", document));
        after.map(AuditLog::document).ifPresent(document -> line.addKeyValue("after", document));
        line.log();
    }

    /** The document as JSON, or as much of its text as a line should have. */
    private static Object document(Object given) {
        JsonNode tree = Json.tree(given);
        String text = tree.toString();
        return text.length() <= DOCUMENT_CHARACTERS_MAX ? tree : text.substring(0, DOCUMENT_CHARACTERS_MAX) + "…";
    }
}
