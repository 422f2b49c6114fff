package io.outrigger.backends;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The smallest clients with which the tests write and read. */
final class Clients {
    private Clients() {
    }

    static void execute(PostgresProcess postgres, String... statements) throws SQLException {
        try (Connection connection = connect(postgres); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static String query(PostgresProcess postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres); Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    private static Connection connect(PostgresProcess postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /** The last line of the answer: the value, or the status. */
    static String ask(int redisPort, String command) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", redisPort);
                BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            String first = reader.readLine();
            return first.startsWith("$") && !first.equals("$-1") ? reader.readLine() : first;
        }
    }

    /** kill -9. */
    static void kill(BackendProcess server) {
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Ends the guard of a server, so that nothing stops the server when its JVM goes: the worst case that the next run can meet. */
    static void killGuard(long serverPid) {
        ProcessHandle.current().children()
                .filter(child -> child.info().arguments().stream().map(List::of)
                        .anyMatch(arguments -> arguments.getLast().equals(Long.toString(serverPid))))
                .forEach(guard -> {
                    guard.destroyForcibly();
                    guard.onExit().join();
                });
    }
}
