package io.outrigger.backends;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server that is a Java program, to be run in a JVM of its own: what it brings along, another Jackson or another Guava, meets nobody
 * else's. Its jars lie as files in one jar of ours (embedded-kafka, embedded-s3) and are unpacked into the server's directory.
 *
 * @param home the server's directory
 * @param jars the folder inside with the jars
 */
record JavaProgram(Path home, Path jars) {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /** @param name the folder of its jars on the class path, below {@code programs} */
    static JavaProgram unpack(String name, Path home) {
        String folder = "programs/" + name;
        URL resource = JavaProgram.class.getResource("/" + folder);
        if (resource == null) {
            throw new BackendException("The jars of " + name + " (" + folder + ") are not on the class path.");
        }
        try {
            URLConnection connection = resource.openConnection();
            if (connection instanceof JarURLConnection inJar) {
                try (FileSystem jar = FileSystems.newFileSystem(Path.of(inJar.getJarFileURL().toURI()))) {
                    return unpack(jar.getPath(folder), home);
                }
            }
            return unpack(Path.of(resource.toURI()), home); // the classes of a module that is not packaged yet
        } catch (IOException | URISyntaxException e) {
            throw new BackendException("The jars of " + name + " cannot be unpacked into " + home + " (" + e.getMessage() + ").", e);
        }
    }

    private static JavaProgram unpack(Path packed, Path home) throws IOException {
        List<Path> jars;
        try (Stream<Path> entries = Files.list(packed)) {
            jars = entries.toList();
        }
        long bytes = 0;
        for (Path jar : jars) {
            bytes += Files.size(jar);
        }
        return new JavaProgram(home, ProgramFolder.openOrUnpack(home, bytes, folder -> {
            OwnerOnly.createDirectories(folder);
            for (Path jar : jars) {
                Files.copy(jar, folder.resolve(jar.getFileName().toString()));
            }
        }));
    }

    /**
     * The command that stays: its JVM leaves an archive of loaded classes in the directory when it ends, by which the next one starts in
     * half the time. Without memory it ends, since somebody will start it again.
     */
    List<String> server(int heapMib, String mainClass, String... arguments) {
        return command(List.of("-Xmx" + heapMib + "m", "-XX:+ExitOnOutOfMemoryError", "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + home.resolve("classes.jsa")), mainClass, arguments);
    }

    /** A command that does one thing and ends. */
    List<String> tool(String mainClass, String... arguments) {
        return command(List.of("-XX:TieredStopAtLevel=1"), mainClass, arguments);
    }

    private List<String> command(List<String> options, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-XX:+UseSerialGC", "-Xshare:auto", "-Xlog:cds=off",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                "-Dorg.slf4j.simpleLogger.cacheOutputStream=true")); // s3proxy sends System.err to its logger, which would write there
        command.addAll(options);
        command.addAll(List.of("-cp", jars + "/*", mainClass));
        command.addAll(List.of(arguments));
        return command;
    }
}
