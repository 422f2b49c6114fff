package io.outrigger.backends;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * PostgreSQL's data directory and the password to it. Both are made under another name and then renamed, so that a run that is killed
 * in the middle leaves nothing that looks whole.
 *
 * @param directory the data directory
 */
record PostgresData(Path directory, String password) {
    static final String USER = "outrigger";
    static final String DATABASE = "outrigger";
    private static final int PASSWORD_BYTES = 24;

    static PostgresData openOrCreate(Path home, Path programs, Unprivileged mode) {
        Path data = home.resolve("data");
        Path password = home.resolve("password");
        try {
            if (!Files.exists(data)) {
                create(home, data, password, programs, mode);
            }
            if (!Files.isDirectory(data) || !Files.isRegularFile(password)) {
                throw new BackendException("PostgreSQL's directory " + home + " is damaged: " + (Files.isDirectory(data) ? password : data)
                        + " is missing; wipe the state directory if its data may go.");
            }
            mode.handOver(data);
            return new PostgresData(data, Files.readString(password).strip());
        } catch (IOException e) {
            throw new BackendException("PostgreSQL's directory " + home + " cannot be used (" + e.getMessage() + ").", e);
        }
    }

    private static void create(Path home, Path data, Path password, Path programs, Unprivileged mode) throws IOException {
        Path partial = home.resolve("data.partial");
        OwnerOnly.deleteTree(partial);
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        OwnerOnly.write(password, Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n");
        // The built-in C.UTF-8 sorts alike on every machine, whatever locales it has.
        run(home, "", mode.command(List.of(programs.resolve("bin/initdb").toString(), "-D", partial.toString(), "-U", USER,
                "--auth=scram-sha-256", "--pwfile=" + password, "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8", "--no-instructions")));
        run(home, "CREATE DATABASE " + DATABASE + ";\n", mode.command(List.of(programs.resolve("bin/postgres").toString(), "--single",
                "-D", partial.toString(), "postgres")));
        Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void run(Path home, String input, List<String> command) throws IOException {
        SetupStep.run("PostgreSQL", home, input, command, List.of("error:", "FATAL:"));
    }
}
