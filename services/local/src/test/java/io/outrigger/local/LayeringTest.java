package io.outrigger.local;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The architecture as rules over the classes of all services: who may know whom, and where foreign types stop. */
class LayeringTest {
    private static final List<String> SERVICES =
            List.of("gateway", "router", "orchestrator", "metadata", "modelserver", "batchworker", "cli");

    /** What every service may use; none of these may use a service. */
    private static final String[] LIBRARIES = {
        "io.outrigger.chassis..", "io.outrigger.openinference..", "io.outrigger.relay..", "io.outrigger.registry..",
                "io.outrigger.registryview..", "io.outrigger.intake..", "io.outrigger.database..", "io.outrigger.redis..",
                "io.outrigger.proto..",
                "io.outrigger.documentation..", "io.outrigger.backends..", "io.outrigger.client..", "io.outrigger.testing.."};

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.outrigger");

    @Test
    void allServicesAreLookedAt() {
        assertThat(SERVICES).allSatisfy(service ->
                assertThat(CLASSES.stream().filter(type -> type.getPackageName().startsWith("io.outrigger." + service)))
                        .hasSizeGreaterThan(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "router", "orchestrator", "metadata", "modelserver", "batchworker", "cli"})
    void noServiceKnowsAnother(String service) {
        String[] others = SERVICES.stream().filter(other -> !other.equals(service)).map(other -> "io.outrigger." + other + "..")
                .toArray(String[]::new);
        noClasses().that().resideInAPackage("io.outrigger." + service + "..").should().dependOnClassesThat().resideInAnyPackage(others)
                .because("services meet on the wire").check(CLASSES);
    }

    @Test
    void noLibraryKnowsAService() {
        noClasses().that().resideInAnyPackage(LIBRARIES).should().dependOnClassesThat()
                .resideInAnyPackage(SERVICES.stream().map(service -> "io.outrigger." + service + "..").toArray(String[]::new))
                .check(CLASSES);
    }

    /** What each library may know of the others, as services/shared/README.md has it. */
    @ParameterizedTest
    @CsvSource({
        "chassis, openinference relay registry registryview intake database redis documentation backends",
        "openinference, relay registry registryview intake database redis documentation backends",
        "relay, registry registryview intake database redis documentation backends",
        "registry, relay registryview intake database redis documentation backends",
        "registryview, intake database redis documentation backends",
        "intake, relay registryview database redis documentation backends",
        "database, openinference relay registry registryview intake redis documentation backends",
        "redis, openinference relay registry registryview intake database documentation backends client",
        "documentation, openinference relay registry registryview intake database backends client",
        "backends, chassis openinference relay registry registryview intake database documentation client testing",
        "client, chassis openinference relay registry registryview intake database redis documentation backends testing",
        "testing, chassis openinference relay registry registryview intake database redis documentation backends"
    })
    void aLibraryKnowsOnlyThoseBelowIt(String library, String above) {
        noClasses().that().resideInAPackage("io.outrigger." + library + "..").should().dependOnClassesThat().resideInAnyPackage(
                Arrays.stream(above.split(" ")).map(other -> "io.outrigger." + other + "..").toArray(String[]::new)).check(CLASSES);
    }

    /** The same code for a call over REST and for a row of a job. */
    @Test
    void intakeKnowsNoHttpAndNoCaller() {
        noClasses().that().resideInAPackage("io.outrigger.intake..").should().dependOnClassesThat().resideInAnyPackage(
                "io.helidon..", "io.grpc..", "java.net..", "io.outrigger.chassis.server..", "io.outrigger.chassis.security..",
                "io.outrigger.chassis.telemetry..", "io.outrigger.chassis.headers..", "io.outrigger.chassis.deadline..").check(CLASSES);
    }

    /** Only {@code local}, which starts them all, knows the composition roots; nobody knows {@code local}. */
    @Test
    void nobodyKnowsLocal() {
        noClasses().that().resideOutsideOfPackage("io.outrigger.local..").should().dependOnClassesThat()
                .resideInAPackage("io.outrigger.local..")
                .check(CLASSES);
    }

    /** REST ends where a route does, and begins where a webhook is sent: what lies behind takes records and throws ServiceException. */
    @Test
    void helidonStaysInRoutesAndInTheChassis() {
        noClasses().that(resideInAnyPackage(servicePackages())).and().haveNameNotMatching(
                        ".*(Server|Routes?|Edge|Access|Exchange|PathNames|MediaType|Sender|ContentAnswer|ContentStream|PageQuery)(\\$.*)?")
                .should().dependOnClassesThat().resideInAPackage("io.helidon..").check(CLASSES);
    }

    /** The decisions: pure, so that they are tested without a server. */
    @ParameterizedTest
    @ValueSource(strings = {
        "io.outrigger.modelserver.batching..", "io.outrigger.modelserver.buffers..", "io.outrigger.metadata.storage..",
        "io.outrigger.metadata.aliases..", "io.outrigger.metadata.versions..", "io.outrigger.metadata.fleets..",
                "io.outrigger.metadata.keys..", "io.outrigger.metadata.limits..",
                "io.outrigger.router.route..", "io.outrigger.orchestrator.batching..", "io.outrigger.batchworker.job..",
                "io.outrigger.batchworker.store.."})
    void protocolTypesStopAtTheEdge(String core) {
        noClasses().that().resideInAPackage(core).should().dependOnClassesThat(
                resideInAnyPackage("io.grpc..", "io.outrigger.proto..", "com.google.protobuf..")).check(CLASSES);
    }

    /** The life of a job is simulated by the million: no clock, no store, no library. */
    @Test
    void theLifeOfAJobKnowsOnlyJava() {
        classes().that().resideInAPackage("io.outrigger.batchworker.job..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.outrigger.batchworker.job..", "java.lang..", "java.util..", "java.time..").check(CLASSES);
        noClasses().that().resideInAPackage("io.outrigger.batchworker.job..").should().dependOnClassesThat()
                .areAssignableTo(InstantSource.class).check(CLASSES);
    }

    /** A shell says what belongs to one transaction and hands it on; what is done in it, the stores do. */
    @Test
    void whoeverPassesATransactionOnDoesNothingWithIt() {
        noClasses().that().resideInAPackage("io.outrigger.batchworker..").and().resideOutsideOfPackage("io.outrigger.batchworker.store..")
                .should().dependOnClassesThat(resideInAnyPackage("org.jdbi..", "java.sql..")
                        .and(DescribedPredicate.not(HasName.Predicates.name("org.jdbi.v3.core.Handle")))).check(CLASSES);
        noClasses().that().resideInAPackage("io.outrigger.batchworker..").and().resideOutsideOfPackage("io.outrigger.batchworker.store..")
                .should().callMethodWhere(JavaCall.Predicates.target(HasOwner.Predicates.With.owner(
                        HasName.Predicates.name("org.jdbi.v3.core.Handle")))).check(CLASSES);
    }

    @Test
    void eachForeignSystemIsKnownInOnePlace() {
        noClasses().that().resideOutsideOfPackage("io.outrigger.batchworker.queue..").should().dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..").check(CLASSES);
        noClasses().that().resideOutsideOfPackage("io.outrigger.batchworker.objects..").should().dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..").check(CLASSES);
        noClasses().that().resideOutsideOfPackage("io.outrigger.modelserver.runtime..").should().dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..").check(CLASSES);
        noClasses().that().resideOutsideOfPackages("io.outrigger.redis..", "io.outrigger.metadata.cache..", "io.outrigger.gateway.limits..")
                .should().dependOnClassesThat().resideInAPackage("org.redisson..").check(CLASSES);
        noClasses().that().resideOutsideOfPackages("io.outrigger.metadata..", "io.outrigger.batchworker..", "io.outrigger.database..",
                "io.outrigger.backends.testing..").should()
                .dependOnClassesThat().resideInAnyPackage("org.jdbi..", "java.sql..").check(CLASSES);
        noClasses().that().resideOutsideOfPackage("io.outrigger.database..").should().dependOnClassesThat()
                .resideInAnyPackage("com.zaxxer.hikari..", "org.flywaydb..", "org.postgresql..").check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "router", "orchestrator", "metadata", "modelserver", "batchworker", "cli", "chassis",
        "openinference", "relay", "intake", "documentation"})
    void packagesOfAModuleHaveNoCycles(String module) {
        slices().matching("io.outrigger." + module + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** It is one package, so here it is the classes that have an order: a version's number is what names are checked against. */
    @Test
    void namesAndNumbersOfTheRegistryKnowEachOtherOneWay() {
        noClasses().that().haveFullyQualifiedName("io.outrigger.registry.VersionNumber").should().dependOnClassesThat()
                .resideInAPackage("io.outrigger.registry..").check(CLASSES);
    }

    @Test
    void loggingIsSlf4jAndTheTerminalBelongsToLaunchers() {
        GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CLASSES);
        noClasses().that().haveNameNotMatching("io\\.outrigger\\.(chassis\\.server\\.Launcher|local\\.Main|cli\\.Main)")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS).check(CLASSES);
    }

    /** Several servers live in one JVM here, so nothing may be global. */
    @Test
    void noServiceHasMutableStatics() {
        classes().that(resideInAnyPackage(servicePackages())).should(FinalStatics.ONLY).check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "api-gateway", "model-router", "inference-orchestrator", "metadata-service", "model-server", "batch-worker", "cli", "local"})
    void aMainIsShort(String module) throws IOException {
        Path sources = Repository.ROOT.resolve("services").resolve(module).resolve("src/main/java");
        try (var files = Files.walk(sources)) {
            List<Path> mains = files.filter(file -> file.endsWith("Main.java")).toList();
            assertThat(mains).hasSize(1);
            assertThat(Files.readAllLines(mains.getFirst())).hasSizeLessThan(60);
        }
    }

    private static String[] servicePackages() {
        return SERVICES.stream().map(service -> "io.outrigger." + service + "..").toArray(String[]::new);
    }

    /** Every static field is final. */
    private static final class FinalStatics extends ArchCondition<JavaClass> {
        static final FinalStatics ONLY = new FinalStatics();

        private FinalStatics() {
            super("have final static fields only");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            type.getFields().stream()
                    .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                    .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                    .forEach(field -> events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is not final")));
        }
    }
}
