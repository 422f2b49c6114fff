package io.outrigger.local;

/** One caller that calls again and again; used by one thread. */
interface Caller extends AutoCloseable {
    /** Calls once and says what became of it; false when nobody listens any more. */
    boolean call(CallTally tally);

    @Override
    void close();
}
