package io.outrigger.relay.service;

import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.openinference.wire.RequestScanner;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.WireMessage;
import java.util.concurrent.CompletableFuture;

/**
 * What a hop does with one inference, of a unary call or out of a stream; it may throw a ServiceException instead of answering,
 * and never blocks.
 */
@FunctionalInterface
public interface InferHandler {

    /** Runs in the context of the inference, which is scanned and counts as one; the answer may come on any thread. */
    CompletableFuture<WireMessage> handle(ScannedRequest request);

    /** The handler of messages as a unary call brings them. */
    default WireHandler ofUnaryCalls() {
        return message -> {
            RequestContext.current().inference();
            return handle(RequestScanner.scan(message));
        };
    }
}
