package io.outrigger.backends;

import java.io.IOException;

/** Signals that Java cannot send itself: it knows only TERM and KILL, and PostgreSQL stops fast only on INT. */
final class Signals {
    private Signals() {
    }

    static void send(String signal, long pid) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -$0 $1", signal, Long.toString(pid))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException e) {
            throw new BackendException("Process " + pid + " cannot be signalled, because /bin/sh does not start.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
