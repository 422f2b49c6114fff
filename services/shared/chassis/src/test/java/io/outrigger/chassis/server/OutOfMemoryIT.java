package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process of its own whose memory runs out on one of its threads. */
class OutOfMemoryIT {

    /** Starts, and takes what there is. */
    static final class Greedy {

        private Greedy() {
        }

        public static void main(String[] args) {
            Launcher.main("greedy", args, settings -> "none", config -> {
                Thread.ofVirtual().start(() -> {
                    List<byte[]> all = new ArrayList<>();
                    while (true) {
                        all.add(new byte[1 << 20]);
                    }
                });
                return () -> { };
            });
        }
    }

    @Test
    void endsTheProcessWithASentence() throws Exception {
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx32m",
                "-cp", System.getProperty("java.class.path"), Greedy.class.getName()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).as(said).isEqualTo(OutOfMemory.EXIT_CODE);
        assertThat(said).contains("its memory has run out");
    }
}
