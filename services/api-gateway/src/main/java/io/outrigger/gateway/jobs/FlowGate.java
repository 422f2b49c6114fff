package io.outrigger.gateway.jobs;

import java.util.function.BooleanSupplier;

/** Asks for the next message once the last has been passed on to somebody who takes more. Safe for several threads. */
final class FlowGate {

    private final Runnable ask;
    private boolean shut;

    FlowGate(Runnable ask) {
        this.ask = ask;
    }

    /** A message has been passed on; whether there is room for more is asked so that word of it cannot come in between. */
    void passed(BooleanSupplier takesMore) {
        synchronized (this) {
            if (!takesMore.getAsBoolean()) {
                shut = true;
                return;
            }
        }
        ask.run();
    }

    /** Whoever is passed on to takes more. */
    void open() {
        synchronized (this) {
            if (!shut) {
                return;
            }
            shut = false;
        }
        ask.run();
    }
}
