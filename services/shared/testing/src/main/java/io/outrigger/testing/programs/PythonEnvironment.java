package io.outrigger.testing.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Python with pinned packages: {@code static final PythonEnvironment PYTHON = PythonEnvironment.of(FooIT.class, "requirements.txt");}
 *
 * <p>The requirements and the scripts are resources beside the test's class. The first test that needs the environment makes it, in the
 * user's cache under the hash of the requirements, so that it is made once for all classes and runs; several builds at once wait for one
 * another. Where there is no Python, no {@code venv} or no package index, and where {@code OUTRIGGER_TOOLS} is {@code none}, each test is
 * skipped with a sentence that says so.
 */
public final class PythonEnvironment {
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(6);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(60);
    private static final String COMPLETE = "complete";
    /** Environments of this JVM take turns: a file lock knows processes, not threads. */
    private static final Object ONE_AT_A_TIME = new Object();

    private final Class<?> owner;
    private final String requirements;
    private Path directory;
    private String missing;

    private PythonEnvironment(Class<?> owner, String requirements) {
        this.owner = owner;
        this.requirements = requirements;
    }

    /** @param requirements a resource beside the class, as {@code pip install -r} reads it, every package with its version */
    public static PythonEnvironment of(Class<?> owner, String requirements) {
        return new PythonEnvironment(owner, requirements);
    }

    /** Runs a script that lies beside the owner's class; it may fail. */
    public ProgramRun script(String script, Map<String, String> environment, Duration limit, String... arguments) {
        List<String> all = new ArrayList<>(List.of(resource(script).toString()));
        all.addAll(List.of(arguments));
        return program("python").run(environment, limit, all.toArray(String[]::new));
    }

    /** A program that a package brought, as {@code pip} leaves it in the environment's {@code bin}; {@code python} is one. */
    public Executable program(String name) {
        Path file = directoryOrSkip().resolve("bin").resolve(name);
        if (!Files.isExecutable(file)) {
            throw new AssertionError("no package of " + requirements + " brings a program " + name);
        }
        return new Executable(file);
    }

    private Path resource(String name) {
        URL url = owner.getResource(name);
        if (url == null) {
            throw new AssertionError("no resource " + name + " lies beside " + owner.getName());
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized Path directoryOrSkip() {
        if (directory == null && missing == null) {
            prepare();
        }
        return directory != null ? directory : Assumptions.abort(missing + " This test is skipped.");
    }

    private void prepare() {
        if ("none".equals(System.getenv("OUTRIGGER_TOOLS"))) {
            missing = "OUTRIGGER_TOOLS is none, so nothing is asked with Python's packages.";
            return;
        }
        Optional<Executable> python = Executable.find("python3");
        if (python.isEmpty()) {
            missing = "There is no python3 on this machine.";
            return;
        }
        // The command may be a version manager's shim, so the interpreter is asked who it is.
        ProgramRun identity = python.get().run(Map.of(), PROBE_LIMIT, "-c",
                "import sys, venv, ensurepip; print(sys.executable, sys.version, sys.platform)");
        if (!identity.succeeded()) {
            missing = "python3 on this machine cannot make virtual environments (" + identity.lastLine() + ").";
            return;
        }
        try {
            Path file = resource(requirements);
            Path target = UserCache.folder("python").resolve(key(identity.output(), Files.readAllBytes(file)));
            synchronized (ONE_AT_A_TIME) {
                try (FileChannel lock = FileChannel.open(target.resolveSibling(target.getFileName() + ".lock"),
                        StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock _ = lock.lock()) {
                    make(python.get(), target, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes it where it will stay, since an environment cannot be moved; the mark at the end tells a whole one from one broken off. */
    private void make(Executable python, Path target, Path file) throws IOException {
        if (!Files.exists(target.resolve(COMPLETE))) {
            ProgramRun made = python.run(Map.of(), INSTALL_LIMIT, "-m", "venv", "--clear", target.toString());
            if (!made.succeeded()) {
                missing = "python3 -m venv failed (" + made.lastLine() + ").";
                return;
            }
            ProgramRun installed = new Executable(target.resolve("bin/python")).run(Map.of("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
                    INSTALL_LIMIT, "-m", "pip", "install", "--quiet", "--no-input", "-r", file.toString());
            if (!installed.succeeded()) {
                missing = "The Python packages of " + requirements + " cannot be installed here (" + installed.lastLine() + ").";
                return;
            }
            Files.createFile(target.resolve(COMPLETE));
        }
        directory = target;
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
}
