package io.outrigger.testing.programs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;

/**
 * Python with the packages of a file of requirements, in the user's cache under the hash of that file, so that it is made once for all
 * programs and runs; several that make it at once wait for one another.
 */
public record VirtualEnvironment(Path directory) {
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(6);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(60);
    private static final String COMPLETE = "complete";
    /** Environments of this JVM take turns: a file lock knows processes, not threads. */
    private static final Object ONE_AT_A_TIME = new Object();

    /**
     * The one of these requirements, which is made where there is none.
     *
     * @param requirements as {@code pip install -r} reads it, every package with its version
     */
    public static VirtualEnvironment of(Path requirements) throws IOException, MissingProgramException {
        if ("none".equals(System.getenv("OUTRIGGER_TOOLS"))) {
            throw new MissingProgramException("OUTRIGGER_TOOLS is none, so nothing is asked with Python's packages.");
        }
        Executable python = Executable.find("python3")
                .orElseThrow(() -> new MissingProgramException("There is no python3 on this machine."));
        // The command may be a version manager's shim, so the interpreter is asked who it is.
        ProgramRun identity = python.run(Map.of(), PROBE_LIMIT, "-c",
                "import sys, venv, ensurepip; print(sys.executable, sys.version, sys.platform)");
        if (!identity.succeeded()) {
            throw new MissingProgramException("python3 on this machine cannot make virtual environments (" + identity.lastLine() + ").");
        }
        Path target = UserCache.folder("python").resolve(key(identity.output(), Files.readAllBytes(requirements)));
        synchronized (ONE_AT_A_TIME) {
            try (FileChannel lock = FileChannel.open(target.resolveSibling(target.getFileName() + ".lock"),
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock _ = lock.lock()) {
                make(python, target, requirements);
            }
        }
        return new VirtualEnvironment(target);
    }

    /** Makes it where it will stay, since an environment cannot be moved; the mark at the end tells a whole one from one broken off. */
    private static void make(Executable python, Path target, Path requirements) throws IOException, MissingProgramException {
        if (Files.exists(target.resolve(COMPLETE))) {
            return;
        }
        ProgramRun made = python.run(Map.of(), INSTALL_LIMIT, "-m", "venv", "--clear", target.toString());
        if (!made.succeeded()) {
            throw new MissingProgramException("python3 -m venv failed (" + made.lastLine() + ").");
        }
        ProgramRun installed = new Executable(target.resolve("bin/python")).run(Map.of("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
                INSTALL_LIMIT, "-m", "pip", "install", "--quiet", "--no-input", "-r", requirements.toString());
        if (!installed.succeeded()) {
            throw new MissingProgramException("The Python packages of " + requirements.getFileName() + " cannot be installed here ("
                    + installed.lastLine() + ").");
        }
        Files.createFile(target.resolve(COMPLETE));
    }

    private static String key(String identity, byte[] requirements) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(requirements), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /** Its interpreter. */
    public Executable python() {
        return new Executable(directory.resolve("bin/python"));
    }
}
