package io.outrigger.relay.service;

import io.outrigger.openinference.wire.WireMessage;
import java.util.concurrent.CompletableFuture;

/** What a hop does with one message; it may throw a ServiceException instead of answering, and never blocks. */
@FunctionalInterface
public interface WireHandler {

    /** Runs in the context of the call that the message came with; the answer may come on any thread. */
    CompletableFuture<WireMessage> handle(WireMessage message);
}
