package io.outrigger.local;

import io.outrigger.testing.programs.Executable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Starts services from unpacked images as a container is started, without a container engine: the image's entry point, environment and
 * user, in the image's own file system, which is read-only but for an empty {@code /tmp}. Needs root, and leaves nothing mounted, for the
 * mounts are the process's own.
 */
final class ImageContainers implements Launch {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** Arguments: the root, the user, chroot, then what is to run. */
    private static final String ENTER = """
            set -e
            root=$1 user=$2 chroot=$3
            shift 3
            mount --bind "$root" "$root"
            mount --rbind /proc "$root/proc"
            mount --rbind /dev "$root/dev"
            mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
            mount -o remount,ro,bind "$root"
            exec "$chroot" --userspec="$user" --groups="${user#*:}" "$root" "$@"
            """;
    private static final String MOUNTED = "mounted";

    private final Map<String, ImageFolder> images;

    ImageContainers(Map<String, ImageFolder> images) {
        this.images = Map.copyOf(images);
    }

    /** This machine's containers, or the end of the test as skipped where a process may not mount. */
    static ImageContainers orSkip(Map<String, ImageFolder> images) {
        boolean mayMount = Executable.orSkip("unshare").run(Map.of(), LIMIT, "--mount", "true").succeeded();
        Assumptions.assumeTrue(mayMount, "Only root may mount, which an image's file system needs to be a root: this test is skipped.");
        return new ImageContainers(images);
    }

    @Override
    public List<String> command(String service, Map<String, String> environment) {
        ImageFolder image = images.get(service);
        List<String> command = new ArrayList<>(List.of("env", "-i"));
        command.addAll(image.environment());
        environment.forEach((name, value) -> command.add(name + "=" + (isFile(value) ? mount(image, name, Path.of(value)) : value)));
        command.addAll(List.of("unshare", "--mount", "bash", "-c", ENTER, "container", image.root().toString(), image.user(),
                Executable.orSkip("chroot").file().toString()));
        command.addAll(image.entryPoint());
        return command;
    }

    private static boolean isFile(String value) {
        return value.startsWith("/") && Files.exists(Path.of(value));
    }

    /** Lays a file or a folder into the image, where everybody may read it, as a cluster mounts a volume; returns its path there. */
    private static String mount(ImageFolder image, String name, Path source) {
        Path target = image.root().resolve(MOUNTED).resolve(name);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = file.equals(source) ? target : target.resolve(source.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/" + MOUNTED + "/" + name;
    }
}
