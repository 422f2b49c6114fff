package io.outrigger.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One state directory for all tests, since unpacking is the slow part; each test leaves PostgreSQL stopped. */
class PostgresProcessIT {
    @TempDir
    static Path temporary;

    private static StateDirectory state;
    private static Path directory;

    @BeforeAll
    static void openState() {
        state = StateDirectory.open(temporary.resolve("state"));
        directory = state.subdirectory("postgres");
    }

    @AfterAll
    static void closeState() {
        state.close();
    }

    @Test
    void keepsItsDataOverARestart() throws SQLException {
        int port;
        try (PostgresProcess postgres = PostgresProcess.start(directory, 0)) {
            port = postgres.port();
            Clients.execute(postgres, "CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('größer')");
        }
        try (PostgresProcess postgres = PostgresProcess.start(directory, port)) {
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(Clients.query(postgres, "SELECT word FROM kept")).isEqualTo("größer");
            Clients.execute(postgres, "DROP TABLE kept");
        }
    }

    @Test
    void isDurableAndPrivate() throws SQLException, IOException {
        try (PostgresProcess postgres = PostgresProcess.start(directory, 0)) {
            assertThat(Clients.query(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(Clients.query(postgres, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(Clients.query(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess").close())
                    .isInstanceOf(SQLException.class).hasMessageContaining("password authentication failed");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("password")))).isEqualTo("rw-------");
        }
    }

    @Test
    void startsAgainAfterItWasKilled() throws SQLException {
        try (PostgresProcess postgres = PostgresProcess.start(directory, 0)) {
            Clients.execute(postgres, "CREATE TABLE survives AS SELECT 1 AS number");
            ProcessHandle server = ProcessHandle.of(postgres.pid()).orElseThrow();
            server.destroyForcibly();
            server.onExit().join();
            assertThat(postgres.isAlive()).isFalse();
            try (PostgresProcess next = PostgresProcess.start(directory, postgres.port())) {
                assertThat(Clients.query(next, "SELECT number FROM survives")).isEqualTo("1");
                Clients.execute(next, "DROP TABLE survives");
            }
        }
    }

    @Test
    void replacesTheServerThatAKilledRunLeft() throws SQLException {
        PostgresProcess left = PostgresProcess.start(directory, 0);
        Clients.killGuard(left.pid());
        Clients.execute(left, "CREATE TABLE survives AS SELECT 2 AS number");
        try (PostgresProcess next = PostgresProcess.start(directory, left.port())) {
            assertThat(left.isAlive()).isFalse();
            assertThat(next.port()).isEqualTo(left.port());
            assertThat(Clients.query(next, "SELECT number FROM survives")).isEqualTo("2");
            Clients.execute(next, "DROP TABLE survives");
        }
    }

    @Test
    void isNotMisledByALockWhoseNumberBelongsToAnotherProgram() throws IOException {
        PostgresProcess.start(directory, 0).close();
        try (Stranger stranger = Stranger.naming(Path.of("/somewhere/else"))) {
            Path data = directory.resolve("data");
            Files.writeString(data.resolve("postmaster.pid"), stranger.process().pid() + "\n" + data + "\n1\n");
            try (PostgresProcess postgres = PostgresProcess.start(directory, 0)) {
                assertThat(postgres.isAlive()).isTrue();
            }
            assertThat(stranger.process().isAlive()).isTrue();
        }
    }

    @Test
    void saysThatItsPortIsInUse() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> PostgresProcess.start(directory, other.getLocalPort())).isInstanceOf(BackendException.class)
                    .hasMessage("Port " + other.getLocalPort() + " for PostgreSQL is in use by another program; stop it, "
                            + "or set OUTRIGGER_PORT_OFFSET to move all ports.");
        }
    }

    @Test
    void saysWhatIsWrongWithDamagedData() throws IOException {
        PostgresProcess.start(directory, 0).close();
        Path version = directory.resolve("data/PG_VERSION");
        String content = Files.readString(version);
        Files.writeString(version, "9\n");
        assertThatThrownBy(() -> PostgresProcess.start(directory, 0)).isInstanceOf(BackendException.class)
                .hasMessageContaining("PostgreSQL did not start: database files are incompatible with server")
                .hasMessageContaining("server.log");
        Files.writeString(version, content);
    }

    @Test
    void runsAsNobodyWhereUserNamespacesAreBlocked() throws SQLException {
        assumeTrue(Unprivileged.ownUserId() == 0, "only root needs it");
        Path fresh = state.subdirectory("as-nobody");
        try (PostgresProcess postgres = PostgresProcess.start(fresh, 0, Unprivileged.AS_NOBODY)) {
            assertThat(ProcessHandle.of(postgres.pid()).orElseThrow().info().user()).contains("nobody");
            Clients.execute(postgres, "CREATE TABLE handed_over AS SELECT 3 AS number");
        }
        try (PostgresProcess postgres = PostgresProcess.start(fresh, 0)) {
            assertThat(Clients.query(postgres, "SELECT number FROM handed_over")).isEqualTo("3");
        }
    }
}
