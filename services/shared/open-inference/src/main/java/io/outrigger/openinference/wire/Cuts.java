package io.outrigger.openinference.wire;

import java.util.ArrayList;
import java.util.List;

/** What is left of a message when parts of it are cut out, from front to back. */
final class Cuts {

    private final WireMessage message;
    private final List<Slice> rest = new ArrayList<>();
    private int kept;

    Cuts(WireMessage message) {
        this.message = message;
    }

    /** Leaves out the bytes between two places; none before those of the last cut. */
    void cut(int from, int to) {
        keepUntil(from);
        kept = to;
    }

    /** What is left, not copied. */
    List<Slice> rest() {
        keepUntil(message.size());
        return rest;
    }

    private void keepUntil(int end) {
        if (end > kept) {
            rest.addAll(message.part(kept, end).slices());
        }
        kept = end;
    }
}
