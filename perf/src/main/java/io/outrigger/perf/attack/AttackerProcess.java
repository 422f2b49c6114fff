package io.outrigger.perf.attack;

import io.outrigger.perf.load.PlatformFile;
import io.outrigger.perf.process.Programs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An attack by a process of its own, which has no threads, heap or compiler in common with those who measure. It attacks from the first
 * line that it is given to the end of its input.
 */
final class AttackerProcess implements AutoCloseable {

    private static final String READY = "ready";
    private static final Duration STOP_MAX = Duration.ofSeconds(30);

    private final Process process;

    private AttackerProcess(Process process) {
        this.process = process;
    }

    public static void main(String[] arguments) throws IOException {
        PlatformFile platform = PlatformFile.read(Path.of(arguments[1]));
        Attack attack = Attack.all().get(arguments[0]);
        System.out.println(READY);
        if (System.in.read() < 0) {
            return;
        }
        var goesOn = new AtomicBoolean(true);
        Thread.ofPlatform().daemon().start(() -> {
            awaitEnd();
            goesOn.set(false);
        });
        attack.run(platform, goesOn::get);
    }

    private static void awaitEnd() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException parentGone) {
            return;
        }
    }

    /** Starts it and waits until it could attack. */
    static AttackerProcess start(String attack, PlatformFile platform) throws IOException {
        Process process = new ProcessBuilder(List.of(Programs.java(), "--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), AttackerProcess.class.getName(), attack, platform.path().toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        if (!READY.equals(process.inputReader().readLine())) {
            process.destroyForcibly();
            throw new IOException("The attacker of " + attack + " did not start.");
        }
        return new AttackerProcess(process);
    }

    void attack() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Tells it to end, and waits until it has. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        Programs.awaitEnd(process, STOP_MAX);
    }
}
