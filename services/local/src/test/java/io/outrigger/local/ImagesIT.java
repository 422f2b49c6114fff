package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.programs.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The images that {@code mvn -Pimages} leaves as tars: what they say, what is in them, and that the platform runs from them. */
class ImagesIT {
    static final List<String> SERVICES =
            List.of("api-gateway", "model-router", "inference-orchestrator", "metadata-service", "batch-worker", "model-server");

    /** And the command, which canaries run. */
    static final List<String> ALL = Stream.concat(SERVICES.stream(), Stream.of("cli")).toList();

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int ROWS = 50;

    /** The JVM starts with the archive of loaded classes that is in the image, or not at all. */
    private static final Map<String, String> ARCHIVE_OR_NOTHING = Map.of("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on");
    private static final Pattern PORT = Pattern.compile("(?m)^ +(?:PORT|HTTP_PORT|GRPC_PORT|MANAGEMENT_PORT|METRICS_PORT) +(\\d+) ");

    @TempDir
    static Path directory;

    private static final Map<String, ImageFolder> IMAGES = new TreeMap<>();

    @BeforeAll
    static void unpack() {
        ALL.forEach(service -> IMAGES.put(service, ImageFolder.unpackOrSkip(service, directory)));
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void anImageRunsAsNobodyInParticularAndSaysWhatItIs(String service) {
        JsonNode config = IMAGES.get(service).config();
        assertThat(IMAGES.get(service).user()).isEqualTo("65532:65532");
        assertThat(config.path("created").asText()).as("the time that the pom has").isEqualTo("2026-01-01T00:00:00Z");
        assertThat(config.path("os").asText()).isEqualTo("linux");
        JsonNode labels = config.path("config").path("Labels");
        assertThat(labels.path("org.opencontainers.image.title").asText()).isEqualTo(service);
        assertThat(List.of("source", "revision", "version", "licenses", "description"))
                .allSatisfy(label -> assertThat(labels.path("org.opencontainers.image." + label).asText()).as(label).isNotEmpty());
    }

    @ParameterizedTest
    @FieldSource("SERVICES")
    void theEntryPointStartsTheServiceWhoseOwnPortsTheImageExposes(String service) throws IOException {
        List<String> command = new ArrayList<>(ImageContainers.orSkip(IMAGES).command(service, ARCHIVE_OR_NOTHING));
        command.add("--help");
        String help = ProgramRun.of(command, Map.of(), LIMIT).requireSuccess().output();
        TreeSet<String> exposed = new TreeSet<>();
        IMAGES.get(service).config().path("config").path("ExposedPorts").fieldNames().forEachRemaining(exposed::add);
        assertThat(PORT.matcher(help).results().map(port -> port.group(1) + "/tcp")).as(help).hasSize(3)
                .containsExactlyInAnyOrderElementsOf(exposed);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void theBillOfMaterialsHasTheJarsThatShipAndNoOthers(String service) throws IOException {
        JsonNode bill = new ObjectMapper()
                .readTree(Repository.ROOT.resolve("services/" + service + "/target/" + service + "-sbom.json").toFile());
        Map<String, String> shipped = new TreeMap<>();
        for (Path jar : IMAGES.get(service).jars()) {
            shipped.put(sha256(jar), jar.getFileName().toString());
        }
        assertThat(shipped).containsValue(service + ".jar");
        assertThat(bill.path("metadata").path("component").path("name").asText()).isEqualTo(service);
        shipped.values().remove(service + ".jar");
        Map<String, String> listed = new TreeMap<>();
        bill.path("components").forEach(component -> component.path("hashes").forEach(hash -> {
            if (hash.path("alg").asText().equals("SHA-256")) {
                listed.put(hash.path("content").asText(), component.path("purl").asText());
            }
        }));
        assertThat(listed).hasSameSizeAs(bill.path("components")).as(shipped.toString()).containsOnlyKeys(shipped.keySet());
    }

    @Test
    void theEntryPointOfTheCommandsImageIsTheCommand() throws IOException {
        List<String> command = new ArrayList<>(ImageContainers.orSkip(IMAGES).command("cli", Map.of()));
        command.addAll(List.of("replay", "--help"));
        assertThat(ProgramRun.of(command, Map.of(), LIMIT).requireSuccess().output())
                .contains("Usage: outrigger replay").contains(replayOptions());
    }

    /** Those that a canary's analysis gives it. */
    private static List<String> replayOptions() throws IOException {
        String analysis = Files.readString(Repository.ROOT.resolve("gitops/platform/analysis/replay.yaml"));
        return Pattern.compile("(?m)^ +- (--[a-z-]+)").matcher(analysis).results().map(option -> option.group(1)).toList();
    }

    /** Read-only file systems, an empty /tmp each, no capabilities: every native part is found and loaded there. */
    @Test
    void thePlatformRunsFromItsImages() throws IOException {
        try (JobCluster platform = new JobCluster(ImageContainers.orSkip(IMAGES)); RestClient gateway = RestClient.of(
                platform.cluster.access.gatewayUrl()).as(platform.cluster.access.token())) {
            RestAnswer answer = platform.cluster.user().classify(Repository.bytes(Repository.PICTURES.resolve("7-1.png")), "v2");
            assertThat(answer.json().path("classification").path(0).path("label").asText()).as(answer.toString()).isEqualTo("7");
            SubmittedJob job = new SubmittedJob(gateway, JobRows.some(ROWS, new Random(1)), false);
            job.submitFile(() -> false);
            Eventually.isTrue(() -> job.document().filter(document -> document.path("status").asText().equals("completed")).isPresent());
            assertThat(job.lines("results").text()).contains("row-0");
        }
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Repository.bytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
