import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the archive of loaded classes (JEP 483, 515) of a service's image, with which it starts in a third of the time: unpacks the image
 * as it is without, runs its entry point there until it is live and has answered, stops it, and keeps what the JVM leaves. The JVM takes an
 * archive only with the same runtime and the same class path, and those of the image are the same byte for byte.
 *
 * <p>Run as {@code java .ci/ImageTraining.java TAR FOLDER MODELS}; the folder is laid into the image. An archive comes out differently each
 * time, so the one of an image is kept as long as the image is the same. Where a process may not mount, the folder stays empty, and the
 * service starts without.
 */
final class ImageTraining {
    private static final Pattern STRINGS = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String ARCHIVE = "-XX:AOTCache=";

    /** Arguments: the root, the folder that is its /tmp, then what is to run. The file system is read-only otherwise, as in a cluster. */
    private static final String ENTER = """
            set -e
            root=$1 temporary=$2
            shift 2
            mount --bind "$root" "$root"
            mount --rbind /proc "$root/proc"
            mount --rbind /dev "$root/dev"
            mount --bind "$temporary" "$root/tmp"
            mount -o remount,ro,bind "$root"
            exec env -i "$@"
            """;

    private final Path root;
    private final Path temporary;
    private final String config;

    private ImageTraining(Path root, Path temporary, String config) {
        this.root = root;
        this.temporary = temporary;
        this.config = config;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path tar = Path.of(arguments[0]);
        Path folder = Path.of(arguments[1]);
        Path stamp = folder.resolveSibling(folder.getFileName() + ".of");
        String trained = config(tar);
        if (Files.exists(stamp) && Files.readString(stamp).equals(trained)) {
            return;
        }
        Files.deleteIfExists(stamp);
        delete(folder);
        Files.createDirectories(folder);
        if (!trained.contains(ARCHIVE)) {
            System.out.println(tar.getFileName() + " starts without an archive, so it is not trained.");
            return;
        }
        if (run("unshare", "--mount", "true") != 0) {
            System.out.println("Only root may mount, so " + tar.getFileName() + " is not trained: its service starts without an archive.");
            return;
        }
        Path work = folder.resolveSibling("image-training");
        delete(work);
        try {
            unpack(tar, work).train(folder, Path.of(arguments[2]));
        } finally {
            delete(work);
        }
        Files.writeString(stamp, trained);
    }

    private static ImageTraining unpack(Path tar, Path work) throws IOException, InterruptedException {
        Path image = Files.createDirectories(work.resolve("image"));
        Path root = Files.createDirectories(work.resolve("root"));
        untar(tar, image);
        for (String layer : strings(Files.readString(image.resolve("manifest.json")), "Layers")) {
            untar(image.resolve(layer), root);
        }
        Files.createDirectories(root.resolve("proc"));
        Files.createDirectories(root.resolve("dev"));
        Path temporary = Files.createDirectories(work.resolve("tmp"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        return new ImageTraining(root, temporary, Files.readString(image.resolve("config.json")));
    }

    private void train(Path folder, Path models) throws IOException, InterruptedException {
        String archive = Path.of(strings(config, "Entrypoint").stream().filter(word -> word.startsWith(ARCHIVE)).findFirst().orElseThrow()
                .substring(ARCHIVE.length())).getFileName().toString();
        copy(models, temporary.resolve("models"));
        Files.writeString(temporary.resolve("keys.json"), "{\"keys\":[]}");
        int rest = freePort();
        int management = freePort();
        List<String> command = new ArrayList<>(
                List.of("unshare", "--mount", "bash", "-c", ENTER, "training", root.toString(), temporary.toString()));
        command.addAll(strings(config, "Env"));
        command.addAll(List.of("BIND_HOST=127.0.0.1", "PORT=" + rest, "HTTP_PORT=" + rest, "GRPC_PORT=" + freePort(),
                "MANAGEMENT_PORT=" + management, "METRICS_PORT=" + management, "DRAIN_PAUSE=0ms", "JWT_ISSUER=training",
                "JWT_JWKS=/tmp/keys.json", "MODEL_REPOSITORY=/tmp/models"));
        command.addAll(List.of("/usr/sbin/chroot", "--userspec=65532:65532", root.toString()));
        String output = "-XX:AOTCacheOutput=/tmp/" + archive;
        strings(config, "Entrypoint").forEach(word -> command.add(word.startsWith(ARCHIVE) ? output : word));
        Path log = folder.resolveSibling("image-training.log");
        Process service = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            awaitAnswer(service, "http://127.0.0.1:" + management + "/health/live", log);
            for (String path : List.of("http://127.0.0.1:" + management + "/metrics", "http://127.0.0.1:" + rest + "/health/ready")) {
                ask(path);
            }
            service.destroy();
            if (!service.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The service did not end; what it said is in " + log + ".");
            }
        } finally {
            service.destroyForcibly();
        }
        Files.copy(temporary.resolve(archive), folder.resolve(archive), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void awaitAnswer(Process service, String address, Path log) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (ask(address) != 200) {
            if (!service.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("The service does not come up in its image; what it said is in " + log + ".");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** The status; 0 where nobody answers. */
    private static int ask(String address) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(10)).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** The texts of an array in one of the two documents that Jib writes into an image. */
    private static List<String> strings(String json, String name) {
        Matcher array = Pattern.compile("\"" + name + "\":\\[(.*?)]").matcher(json);
        if (!array.find()) {
            throw new IllegalStateException("There is no " + name + " in " + json);
        }
        return STRINGS.matcher(array.group(1)).results().map(text -> text.group(1)).toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void untar(Path tar, Path folder) throws IOException, InterruptedException {
        if (run("tar", "--warning=no-unknown-keyword", "-xpf", tar.toString(), "-C", folder.toString()) != 0) {
            throw new IllegalStateException(tar + " cannot be unpacked.");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(source.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** What the image is whatever its name: how it runs, and the digests of its layers. */
    private static String config(Path tar) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("tar", "-xOf", tar.toString(), "config.json").start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || text.isEmpty()) {
            throw new IllegalStateException(tar + " has no config.json.");
        }
        return text;
    }
}
