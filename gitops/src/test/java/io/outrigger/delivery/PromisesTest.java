package io.outrigger.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.chassis.deadline.RequestTimeout;
import io.outrigger.testing.manifests.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What mesh/README.md promises is what the YAML says: each line of its table, and each number besides. */
class PromisesTest {
    private static final Pattern NUMBER = Pattern.compile("(?<![A-Za-z0-9./-])[0-9]+(ms|s)?(?![A-Za-z0-9.])");
    /** Names and standards that have a number in them. */
    private static final Pattern NAMES = Pattern.compile("HTTP/[0-9.]+|`[^`]*`|\\b(401|429|503)\\b");
    private static final String MEASURED = "## A real mesh on one machine";

    /** A line of the table. */
    private record Promise(String file, String kind, String name, String field, String value) {

        static Promise of(String line) {
            String[] cells = line.substring(1).split("\\|");
            String[] object = cells[2].strip().split(" ");
            return new Promise(code(cells[1]), object[0], object[1], code(cells[3]), code(cells[4]));
        }

        private static String code(String cell) {
            return cell.strip().replace("`", "");
        }

        JsonNode found() {
            Manifest manifest = Manifest.read(Repository.ROOT.resolve("mesh").resolve(file).normalize()).stream()
                    .filter(each -> each.kind().equals(kind) && each.name().equals(name)).findFirst()
                    .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " in " + file));
            return field.isEmpty() ? manifest.spec() : manifest.spec().at("/" + field.replace('.', '/'));
        }
    }

    private static List<Promise> promises() {
        return Repository.text("mesh/README.md").lines().filter(line -> line.startsWith("|") && line.contains(".yaml`")).map(Promise::of)
                .toList();
    }

    @Test
    void everyLineOfTheTableIsInTheYaml() {
        assertThat(promises()).hasSizeGreaterThan(20).allSatisfy(promise -> {
            JsonNode found = promise.found();
            assertThat(found.isValueNode() ? found.asText() : found.toString()).as("%s", promise).isEqualTo(promise.value());
        });
    }

    @Test
    void noOtherNumberIsMadeUp() {
        Set<String> said = promises().stream().map(Promise::value).collect(Collectors.toSet());
        said.add(RequestTimeout.MAX.toSeconds() + "s");
        String prose = NAMES.matcher(Repository.text("mesh/README.md").split(MEASURED)[0].lines().filter(line -> !line.contains(".yaml`"))
                .collect(Collectors.joining("\n"))).replaceAll("");
        List<String> numbers = new ArrayList<>();
        NUMBER.matcher(prose).results().forEach(match -> numbers.add(match.group()));
        assertThat(said).containsAll(numbers);
    }
}
