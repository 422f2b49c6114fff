package io.outrigger.gateway.capture;

/** Where batches of records go. */
@FunctionalInterface
interface CaptureStore {

    /** Returns when the batch is kept; what it throws says that it is to be tried again. */
    void store(CaptureBatch batch) throws Refused;

    /** The batch will never be taken. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(Throwable cause) {
            super("the batch-worker does not take these captures", cause);
        }
    }
}
