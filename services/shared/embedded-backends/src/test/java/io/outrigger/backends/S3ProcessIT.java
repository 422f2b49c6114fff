package io.outrigger.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One directory for all tests, so that the jars are unpacked once; each test has its own bucket and leaves S3 stopped. */
class S3ProcessIT {
    @TempDir
    static Path temporary;

    private final Path directory = temporary.resolve("s3");

    @Test
    void keepsItsDataAndItsKeysOverARestart() throws IOException, InterruptedException {
        S3Caller caller;
        int port;
        try (S3Process s3 = S3Process.start(directory, 0)) {
            port = s3.port();
            caller = S3Caller.of(s3);
            assertThat(caller.put("/restarted", "")).isEqualTo(200);
            assertThat(caller.put("/restarted/deep/word", "größer")).isEqualTo(200);
        }
        try (S3Process s3 = S3Process.start(directory, port)) {
            assertThat(S3Caller.of(s3)).isEqualTo(caller);
            assertThat(caller.get("/restarted/deep/word").body()).isEqualTo("größer");
        }
    }

    @Test
    void keepsItsDataWhenItIsKilled() throws IOException, InterruptedException {
        S3Process killed = S3Process.start(directory, 0);
        S3Caller caller = S3Caller.of(killed);
        assertThat(caller.put("/killed", "")).isEqualTo(200);
        assertThat(caller.put("/killed/word", "kept")).isEqualTo(200);
        Clients.kill(killed);
        assertThat(killed.isAlive()).isFalse();
        try (S3Process _ = S3Process.start(directory, killed.port())) {
            assertThat(caller.get("/killed/word").body()).isEqualTo("kept");
        }
    }

    @Test
    void replacesTheServerThatAKilledRunLeft() throws IOException, InterruptedException {
        S3Process left = S3Process.start(directory, 0);
        Clients.killGuard(left.pid());
        assertThat(S3Caller.of(left).put("/left", "")).isEqualTo(200);
        try (S3Process next = S3Process.start(directory, left.port())) {
            assertThat(left.isAlive()).isFalse();
            assertThat(S3Caller.of(next).get("/left").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void servesOnlyWhoKnowsTheSecret() throws IOException, InterruptedException {
        try (S3Process s3 = S3Process.start(directory, 0)) {
            S3Caller wrong = new S3Caller(s3.endpoint(), s3.accessKey(), "a guess");
            assertThat(wrong.put("/guessed", "")).isEqualTo(403);
            assertThat(wrong.get("/").statusCode()).isEqualTo(403);
            assertThat(new S3Caller(s3.endpoint(), "somebody", s3.secretKey()).get("/").statusCode()).isEqualTo(403);
            for (String secret : new String[] {"keys", "s3proxy.properties"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(secret)))).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void saysThatItsPortIsInUse() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> S3Process.start(directory, other.getLocalPort())).isInstanceOf(BackendException.class)
                    .hasMessageStartingWith("Port " + other.getLocalPort() + " for S3 is in use by another program;");
        }
    }
}
