package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How a service becomes a process: the command for it, which runs with the service's environment added to the test's. */
@FunctionalInterface
interface Launch {

    /** The jar that the build leaves, as {@code java -jar} starts it; with a small heap, for there are several on the machine. */
    Launch JAR = (service, _) -> {
        Path jar = Repository.ROOT.resolve("services/" + service + "/target/" + service + ".jar");
        assertThat(jar).as("mvn package builds it").exists();
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx384m", "-XX:TieredStopAtLevel=1", "-jar",
                jar.toString());
    };

    List<String> command(String service, Map<String, String> environment);

    /** @param wrapper a command that executes the rest of its arguments */
    default Launch within(List<String> wrapper) {
        return (service, environment) -> Stream.concat(wrapper.stream(), command(service, environment).stream()).toList();
    }
}
