package io.outrigger.backends;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A PostgreSQL server as a child process, with durable settings and its data in a directory of its own. Its programs are unpacked there
 * at the first start (about a second), and the data created (another); later starts take well under a second.
 */
public final class PostgresProcess extends LoopbackServer {
    private static final String NAME = "PostgreSQL";

    /** Long enough to replay the log after a crash. */
    private static final Duration READY_PATIENCE = Duration.ofSeconds(60);

    /** Workers of a postmaster that was killed see it gone and end by themselves; until then a new one is refused. */
    private static final Duration OLD_WORKERS_PATIENCE = Duration.ofSeconds(5);
    /** In PostgreSQL's own words; it has no code for it, and ends with the same status whatever is wrong. */
    private static final String OLD_WORKERS = "pre-existing shared memory block";

    /** In postmaster.pid, the first line is the process id and the eighth says what the server is doing; pg_ctl waits by the same. */
    private static final int STATUS_LINE = 7;

    private final PostgresData data;

    private PostgresProcess(PostgresData data, int port, ServerProcess server) {
        super(port, server);
        this.data = data;
    }

    /**
     * Starts the server and returns when it answers. A server that a killed run left in the directory is stopped first.
     *
     * @param directory this server's own, inside a locked {@link StateDirectory}
     * @param port 0 for any free one
     */
    public static PostgresProcess start(Path directory, int port) {
        return start(directory, port, Unprivileged.detect());
    }

    static PostgresProcess start(Path directory, int port, Unprivileged mode) {
        Path home = OwnerOnly.ownDirectory(directory);
        Leftover.stop(home);
        return LoopbackPort.startOn(port, NAME, chosen -> {
            Path programs = PostgresBinaries.unpack(home);
            PostgresData data = PostgresData.openOrCreate(home, programs, mode);
            removeMisleadingLock(home, data.directory());
            List<String> command = mode.command(command(programs, data.directory(), chosen));
            return new PostgresProcess(data, chosen, launch(home, data.directory(), command));
        });
    }

    private static List<String> command(Path programs, Path data, int port) {
        return List.of(programs.resolve("bin/postgres").toString(), "-D", data.toString(), "-p", Integer.toString(port),
                "-c", "listen_addresses=" + LoopbackPort.HOST, "-c", "unix_socket_directories=",
                "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on",
                "-c", "max_connections=200", "-c", "timezone=UTC", "-c", "log_timezone=UTC");
    }

    private static ServerProcess launch(Path home, Path data, List<String> command) {
        long deadline = System.nanoTime() + OLD_WORKERS_PATIENCE.toNanos();
        while (true) {
            ServerProcess server = ServerProcess.start(NAME, home, "INT", command);
            try {
                server.awaitReady(READY_PATIENCE, () -> isReady(data, server.pid()), "FATAL:");
                return server;
            } catch (ServerEndedException failure) {
                if (!failure.complaint().contains(OLD_WORKERS) || System.nanoTime() - deadline >= 0) {
                    throw failure;
                }
            }
        }
    }

    private static boolean isReady(Path data, long pid) {
        List<String> lines = postmaster(data);
        return lines.size() > STATUS_LINE && lines.getFirst().strip().equals(Long.toString(pid))
                && lines.get(STATUS_LINE).strip().equals("ready");
    }

    private static List<String> postmaster(Path data) {
        try {
            return Files.readString(data.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1).lines().toList();
        } catch (IOException e) {
            return List.of(); // not written yet, or never there
        }
    }

    /**
     * Removes postmaster.pid where its number belongs to some other program by now: PostgreSQL would take that for a running server. In
     * every other case the file stays, since PostgreSQL learns from it which shared memory a killed server had.
     */
    private static void removeMisleadingLock(Path home, Path data) {
        List<String> lines = postmaster(data);
        if (lines.isEmpty()) {
            return;
        }
        try {
            ProcessHandle holder = ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).orElse(null);
            if (holder != null && Leftover.names(holder, home)) {
                throw new BackendException("PostgreSQL's data in " + data + " are in use by process " + holder.pid()
                        + ", which this program did not start; stop it.");
            }
            if (holder != null) {
                Files.delete(data.resolve("postmaster.pid"));
            }
        } catch (NumberFormatException | IOException e) {
            throw new BackendException("PostgreSQL's file " + data.resolve("postmaster.pid") + " is damaged; delete it.", e);
        }
    }

    /** The database made at the first start. */
    public String database() {
        return PostgresData.DATABASE;
    }

    /** The superuser, owner of the database. */
    public String user() {
        return PostgresData.USER;
    }

    /** The superuser's password, made at the first start and kept in the directory. */
    public String password() {
        return data.password();
    }

    /** Without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database();
    }
}
