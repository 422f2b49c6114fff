package io.outrigger.chassis.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.Context;
import io.opentelemetry.api.trace.Span;
import io.outrigger.chassis.headers.RoutingHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestAppenderTest {

    private final LoggerContext logback = new LoggerContext();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final RequestAppender appender = new RequestAppender();
    private final Logger log = logback.getLogger("test");

    RequestAppenderTest() {
        logback.setMDCAdapter(new LogbackMDCAdapter());
        lines.setContext(logback);
        lines.start();
        appender.setContext(logback);
        appender.addAppender(lines);
        appender.start();
        log.setLevel(Level.INFO);
        log.addAppender(appender);
    }

    @Test
    void aLineWrittenWhileARequestIsServedHasItsId() {
        var request = new RequestContext("req-1", new Operation.Work("test"), RoutingHeaders.NONE, Span.getInvalid(), System::nanoTime);

        log.info("outside");
        Context.current().withValue(RequestContext.KEY, request).run(() -> {
            log.info("inside");
            log.atInfo().addKeyValue("correlation_id", "its own").log("inside, with an id of its own");
        });
        appender.stop();

        assertThat(lines.list).extracting(ILoggingEvent::getKeyValuePairs).extracting(String::valueOf)
                .isEqualTo(List.of("null", "[correlation_id=\"req-1\"]", "[correlation_id=\"its own\"]"));
    }
}
