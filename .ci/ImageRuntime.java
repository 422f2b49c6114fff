import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * What an image needs besides the service where it has no base image: a Java runtime of this JDK, and the C libraries that it and the
 * services' native parts load, from this machine. No registry is asked, so images can be built and started wherever the project is built.
 *
 * <p>Run as {@code java .ci/ImageRuntime.java FOLDER BASE}. The folder becomes the root of the file system; where BASE is another than
 * {@code scratch}, the base image has all this, and the folder is left empty.
 */
final class ImageRuntime {
    private static final String MODULES = "java.se,jdk.crypto.cryptoki,jdk.jfr,jdk.localedata,jdk.management,jdk.management.jfr,"
            + "jdk.naming.dns,jdk.net,jdk.nio.mapmode,jdk.security.auth,jdk.unsupported,jdk.zipfs";

    /** Windows and sound: they need libraries that servers do not have, and nobody loads them. */
    private static final List<String> WITHOUT_A_SCREEN = List.of("libawt_xawt.so", "libsplashscreen.so", "libjawt.so", "libjsound.so");

    /** ONNX Runtime and Netty's natives, which come in jars, are linked against these; they lie beside the C library. */
    private static final List<String> FOR_NATIVE_PARTS =
            List.of("libstdc++.so.6", "libgcc_s.so.1", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0");

    /** A line of ldd: a name with where it was found, or the loader alone. */
    private static final Pattern LIBRARY = Pattern.compile("^\\s*(?:\\S+ => )?(/\\S+) \\(0x");

    private final Path root;

    private ImageRuntime(Path root) {
        this.root = root;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        boolean wanted = arguments[1].equals("scratch");
        Path stamp = folder.resolveSibling(folder.getFileName() + ".of");
        String made = wanted ? System.getProperty("java.vm.version") + " " + System.getProperty("java.home") : arguments[1];
        if (Files.exists(stamp) && Files.readString(stamp).equals(made)) {
            return;
        }
        if (wanted && !System.getProperty("os.name").equals("Linux")) {
            throw new IllegalStateException(
                    "An image without a base needs the C libraries of a Linux machine: add -Pdistroless, which takes a base image.");
        }
        Files.deleteIfExists(stamp);
        empty(folder);
        Files.createDirectories(folder);
        if (wanted) {
            new ImageRuntime(folder).make();
        }
        Files.writeString(stamp, made);
    }

    private void make() throws IOException, InterruptedException {
        Path java = root.resolve("opt/java");
        Files.createDirectories(java.getParent());
        int code = ToolProvider.findFirst("jlink").orElseThrow().run(System.out, System.err, "--add-modules", MODULES,
                "--output", java.toString(), "--no-header-files", "--no-man-pages", "--generate-cds-archive");
        if (code != 0) {
            throw new IllegalStateException("jlink has failed with code " + code + "; what it said stands above.");
        }
        for (String library : libraries(java)) {
            Path target = root.resolve(library.substring(1));
            Files.createDirectories(target.getParent());
            Files.copy(Path.of(library).toRealPath(), target);
        }
        write("etc/passwd", "root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/tmp:/sbin/nologin\n");
        write("etc/group", "root:x:0:\nnonroot:x:65532:\n");
        write("etc/nsswitch.conf", "hosts: files dns\n");
        Files.createDirectories(root.resolve("tmp"));
    }

    /** The paths of the loader and of all libraries of this machine that the runtime, or a native part of a service, is linked against. */
    private static TreeSet<String> libraries(Path java) throws IOException, InterruptedException {
        TreeSet<String> libraries = new TreeSet<>();
        for (Path program : programs(java)) {
            for (String line : linesOf("ldd", program.toString())) {
                Matcher found = LIBRARY.matcher(line);
                if (found.find() && !found.group(1).startsWith(java.toString())) {
                    libraries.add(found.group(1));
                }
            }
        }
        Path beside = Path.of(libraries.stream().filter(library -> library.endsWith("/libc.so.6")).findFirst().orElseThrow()).getParent();
        FOR_NATIVE_PARTS.forEach(library -> libraries.add(beside.resolve(library).toString()));
        return libraries;
    }

    /** The launcher and every native library of the runtime. */
    private static List<Path> programs(Path java) throws IOException {
        for (String library : WITHOUT_A_SCREEN) {
            Files.deleteIfExists(java.resolve("lib").resolve(library));
        }
        try (Stream<Path> files = Files.walk(java.resolve("lib"))) {
            return Stream.concat(Stream.of(java.resolve("bin/java")), files.filter(file -> file.toString().endsWith(".so"))).toList();
        }
    }

    private static List<String> linesOf(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();
        process.waitFor();
        return lines;
    }

    private void write(String file, String text) throws IOException {
        Path target = root.resolve(file);
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
    }

    private static void empty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
