package io.outrigger.chassis.telemetry;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * Hands log lines to another thread, and gives those that are written while a request is being served the request's id and its
 * trace's, so that a line need not think of them. Named by logback's configuration.
 */
public final class RequestAppender extends AsyncAppender {

    static final String CORRELATION_ID = "correlation_id";
    static final String TRACE_ID = "trace_id";

    @Override
    protected void preprocess(ILoggingEvent event) {
        RequestContext request = RequestContext.KEY.get();
        if (request != null && event instanceof LoggingEvent line && !isNamed(line.getKeyValuePairs())) {
            line.addKeyValuePair(new KeyValuePair(CORRELATION_ID, request.correlationId()));
            if (traceId(request) != null) {
                line.addKeyValuePair(new KeyValuePair(TRACE_ID, traceId(request)));
            }
        }
        super.preprocess(event);
    }

    /** Null, which is not written, where nothing is traced. */
    static String traceId(RequestContext request) {
        SpanContext span = request.span().getSpanContext();
        return span.isValid() ? span.getTraceId() : null;
    }

    private static boolean isNamed(List<KeyValuePair> pairs) {
        return pairs != null && pairs.stream().anyMatch(pair -> pair.key.equals(CORRELATION_ID));
    }
}
