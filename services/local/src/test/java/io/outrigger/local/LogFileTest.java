package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.outrigger.testing.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log's bound, with the configuration that the platform logs by. */
class LogFileTest {
    private static final long FILE_BYTES_MAX = 10 << 20;

    @TempDir
    Path directory;

    @Test
    void howeverFastLinesComeNoFileOutgrowsItsBoundAndOldOnesGo() throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter()); // as logback does for the context of a JVM
        LogFile.configure(context, directory);
        AsyncAppender appender = (AsyncAppender) context.getLogger("ROOT").getAppender("ASYNC");
        String line = "x".repeat(1 << 20);
        for (int i = 0; i < 80; i++) {
            context.getLogger("test").info(line);
            Eventually.passes(() -> assertThat(appender.getNumberOfElementsInQueue()).isZero());
        }
        context.stop();

        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeBetween(2, 6).allSatisfy(file ->
                    assertThat(Files.size(file)).as(file.toString()).isLessThan(FILE_BYTES_MAX + 2 * line.length()));
        }
    }
}
