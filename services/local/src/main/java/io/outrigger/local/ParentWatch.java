package io.outrigger.local;

/**
 * Sees to it that the platform goes when the Maven that started it goes, however it goes: a signal to Maven alone, {@code kill -9} above
 * all, reaches nobody else.
 */
final class ParentWatch {
    private ParentWatch() {
    }

    /** Runs the action when the parent process has ended; at once if it has ended already and somebody else adopted us. */
    static void onEnd(Runnable action) {
        ProcessHandle.current().parent().filter(ParentWatch::isJava)
                .ifPresentOrElse(maven -> maven.onExit().thenRun(action), action);
    }

    /** Maven is a JVM. Where the system does not tell what a process is, it passes. */
    private static boolean isJava(ProcessHandle process) {
        return process.info().command().map(command -> command.contains("java")).orElse(true);
    }
}
