package io.outrigger.mesh;

import io.outrigger.testing.programs.Executable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The checked-out repository, inside of which Maven runs this module's tests. */
final class Repository {
    static final Path ROOT = root();
    private static final Duration RENDER_LIMIT = Duration.ofSeconds(60);

    private Repository() {
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("models/sample-classifier"))) {
            here = here.getParent();
        }
        return here;
    }

    /** The jar of a service, which Maven has built before. */
    static Path jar(String service) {
        Path jar = ROOT.resolve("services/" + service + "/target/" + service + ".jar");
        if (!Files.exists(jar)) {
            throw new AssertionError(jar + " is not built: mvn package builds it");
        }
        return jar;
    }

    /** The objects of these folders, as a cluster would be given them. */
    static List<Manifest> rendered(String... folders) {
        Executable kubectl = Executable.find("kubectl").orElseGet(() -> Assumptions.abort(
                "There is no kubectl on this machine, which renders mesh/ and gitops/; the mesh is not tested here."));
        List<Manifest> manifests = new ArrayList<>();
        for (String folder : folders) {
            manifests.addAll(Manifest.parse(kubectl.run(Map.of(), RENDER_LIMIT, "kustomize", ROOT.resolve(folder).toString())
                    .requireSuccess().output()));
        }
        return manifests;
    }
}
