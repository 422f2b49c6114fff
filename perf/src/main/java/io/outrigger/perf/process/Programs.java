package io.outrigger.perf.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What is done with every program that is started here. */
public final class Programs {

    private Programs() {
    }

    /**
     * Processor time that the process has used so far, without its children's.
     *
     * @param name for the sentence, where the system does not say
     */
    public static Duration processorTime(Process process, String name) {
        return process.info().totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("The system does not say how much processor time " + name + " has used."));
    }

    /** Lets it end by itself for so long, and kills it then. */
    public static void stop(Process process, Duration patience) {
        process.destroy();
        try {
            if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
