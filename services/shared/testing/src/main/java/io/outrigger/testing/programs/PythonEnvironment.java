package io.outrigger.testing.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * Python with pinned packages: {@code static final PythonEnvironment PYTHON = PythonEnvironment.of(FooIT.class, "requirements.txt");}
 *
 * <p>The requirements and the scripts are resources beside the test's class, and the first test that needs the
 * {@link VirtualEnvironment} makes it. Where there is no Python, no {@code venv} or no package index, and where {@code OUTRIGGER_TOOLS} is
 * {@code none}, each test is skipped with a sentence that says so.
 */
public final class PythonEnvironment {
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
            try {
                directory = VirtualEnvironment.of(resource(requirements)).directory();
            } catch (MissingProgramException away) {
                missing = away.getMessage();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return directory != null ? directory : Assumptions.abort(missing + " This test is skipped.");
    }
}
