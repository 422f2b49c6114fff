package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A name means one thing in the whole of the services, so that whoever reads it need not ask which. */
class OneNameTest {

    private static final Path SERVICES = Repository.ROOT.resolve("services");

    /** What every program or package has. */
    private static final Set<String> EVERYWHERE = Set.of("Main", "package-info");

    @Test
    void noTwoClassesHaveOneName() {
        Map<String, List<String>> twice = sources().stream()
                .filter(source -> !EVERYWHERE.contains(name(source)))
                .collect(Collectors.groupingBy(OneNameTest::name, TreeMap::new,
                        Collectors.mapping(source -> SERVICES.relativize(source).toString(), Collectors.toList())));
        twice.values().removeIf(places -> places.size() == 1);

        assertThat(twice).isEmpty();
    }

    /** Inside a service {@code openinference.X} could otherwise be the library's X or the service's. */
    @Test
    void noPackageOfAServiceIsCalledAsALibrary() {
        Map<Boolean, List<List<String>>> packages = sources().stream().collect(Collectors.partitioningBy(
                source -> source.startsWith(SERVICES.resolve("shared")), Collectors.mapping(OneNameTest::steps, Collectors.toList())));
        Set<String> libraries = packages.get(true).stream().map(List::getFirst).collect(Collectors.toSet());

        assertThat(libraries).contains("chassis", "openinference", "registry");
        assertThat(packages.get(false).stream().filter(steps -> steps.stream().anyMatch(libraries::contains)).distinct()).isEmpty();
    }

    /** The package of a source, as the steps below {@code io.outrigger}. */
    private static List<String> steps(Path source) {
        String folder = source.getParent().toString();
        String below = folder.substring(folder.indexOf("io/outrigger/") + "io/outrigger/".length());
        return List.of(below.split("/"));
    }

    private static String name(Path source) {
        return source.getFileName().toString().replace(".java", "");
    }

    private static List<Path> sources() {
        try (Stream<Path> rooms = Stream.concat(Files.list(SERVICES), Files.list(SERVICES.resolve("shared")))) {
            List<Path> found = rooms.map(room -> room.resolve("src/main/java")).filter(Files::isDirectory)
                    .flatMap(OneNameTest::javaBelow).toList();
            assertThat(found).hasSizeGreaterThan(300);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> javaBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
