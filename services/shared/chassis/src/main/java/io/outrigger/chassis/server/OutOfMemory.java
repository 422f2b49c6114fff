package io.outrigger.chassis.server;

import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a process whose memory has run out: it ends, since nobody knows which of its threads have died of that, and its
 * supervisor starts another. The JVM does that by itself with {@code -XX:+ExitOnOutOfMemoryError}; this is for where it was not told to.
 *
 * <p>Only a process of ours is ended, whose {@link Launcher} has asked for it: not one that has several services, or tests, in it.
 */
final class OutOfMemory {

    static final int EXIT_CODE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemory.class);

    /** Of the heap and of classes; too little for a buffer outside of it is waited out, as too few threads are. */
    private static final List<String> FOR_GOOD = List.of("heap", "GC overhead", "etaspace", "class space", "array size");

    private OutOfMemory() {
    }

    /**
     * Ends the process when a thread dies of it, or somebody tells.
     *
     * @param lastWords what is done with the sentence that says so: there may be no memory for a log
     */
    static void endsTheProcess(Consumer<String> lastWords) {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            if (isForGood(thrown)) {
                lastWords.accept("This process ends: its memory has run out (" + thrown.getMessage() + ").");
                Runtime.getRuntime().halt(EXIT_CODE);
            }
            LOG.error("{} has died", thread.getName(), thrown);
        });
    }

    /** To be told of whatever was caught and may be that. */
    static void tell(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
            if (isForGood(cause) && handler != null) {
                handler.uncaughtException(Thread.currentThread(), cause);
                return;
            }
        }
    }

    static boolean isForGood(Throwable thrown) {
        return thrown instanceof OutOfMemoryError
                && FOR_GOOD.stream().anyMatch(text -> String.valueOf(thrown.getMessage()).contains(text));
    }
}
