package io.outrigger.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.observability.promql.Selector;
import io.outrigger.testing.manifests.Manifest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every alert says what it is about and leads to somebody's advice, and was seen to fire and to be quiet. */
class RulesTest {
    private static final String RUNBOOKS = "https://github.com/outrigger/outrigger/blob/main/observability/runbooks.md#";
    private static final Pattern SECTION = Pattern.compile("(?m)^## (.+)$");
    private static final Pattern LINK = Pattern.compile("\\]\\(#([a-z-]+)\\)");

    private static List<JsonNode> alerts() {
        return Rules.alerts().rules().toList();
    }

    /** As GitHub makes them of headings. */
    private static Set<String> sections() {
        return SECTION.matcher(SourceFiles.text("runbooks.md")).results()
                .map(section -> section.group(1).toLowerCase(Locale.ROOT).replace(' ', '-')).collect(Collectors.toSet());
    }

    @Test
    void namesAreOnce() {
        assertThat(Rules.alerts().names()).doesNotHaveDuplicates();
        assertThat(Rules.recording().names()).doesNotHaveDuplicates();
    }

    @Test
    void everyAlertSaysHowUrgentItIsAndWhatItSaw() {
        assertThat(alerts()).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(alert.at("/annotations/summary").asText()).isNotBlank().doesNotEndWith(".");
            assertThat(alert.at("/annotations/description").asText()).contains("{{").endsWith(".");
        });
    }

    @Test
    void everyAlertHasASectionAndEverySectionAnAlert() {
        assertThat(alerts()).allSatisfy(alert -> assertThat(alert.at("/annotations/runbook_url").asText()).startsWith(RUNBOOKS));
        assertThat(alerts().stream().map(alert -> alert.at("/annotations/runbook_url").asText().substring(RUNBOOKS.length()))
                .collect(Collectors.toSet())).isEqualTo(sections());
        assertThat(LINK.matcher(SourceFiles.text("runbooks.md")).results().map(link -> link.group(1))).isSubsetOf(sections());
    }

    @Test
    void everySectionSaysWhatItMeansWhereToLookAndWhatToDo() {
        String[] parts = SECTION.split(SourceFiles.text("runbooks.md"));
        assertThat(Arrays.stream(parts).skip(1)).allSatisfy(section -> assertThat(section).contains("**Means**", "**Look at**", "**Do**"));
    }

    @Test
    void everyDashboardThatARunbookNamesExists() {
        Set<String> titles = Dashboard.all().stream().map(dashboard -> dashboard.json().path("title").asText().replace("Outrigger / ", ""))
                .collect(Collectors.toSet());
        assertThat(Pattern.compile("(?<!\\*)\\*([A-Z][^*\\n]+)\\*(?!\\*)").matcher(SourceFiles.text("runbooks.md")).results()
                .map(name -> name.group(1))).isNotEmpty().isSubsetOf(titles);
    }

    @Test
    void everyAlertFiresInOneTestAndIsQuietInAnother() {
        List<JsonNode> checks = SourceFiles.below(SourceFiles.FOLDER.resolve("rules/tests"), ".yaml").stream()
                .flatMap(file -> Manifest.read(file).stream()).flatMap(file -> file.list("/tests").stream())
                .flatMap(test -> test.path("alert_rule_test").valueStream()).toList();
        assertThat(names(checks.stream().filter(check -> !check.path("exp_alerts").isEmpty()))).hasSameElementsAs(Rules.alerts().names());
        assertThat(names(checks.stream().filter(check -> check.path("exp_alerts").isEmpty()))).hasSameElementsAs(Rules.alerts().names());
    }

    private static Set<String> names(Stream<JsonNode> checks) {
        return checks.map(check -> check.path("alertname").asText()).collect(Collectors.toSet());
    }

    /** A code that is new has to be on one side or the other. */
    @Test
    void whatCountsAsFailedIsThePlatformsFaultAndWhatItShed() {
        Selector failed = Rules.recording().queries().filter(query -> query.place().endsWith("outrigger:inferences_failed:rate5m"))
                .flatMap(query -> query.expression().selectors().stream()).findFirst().orElseThrow();
        Pattern codes = Pattern.compile(failed.matchers().get("code"));
        assertThat(Arrays.stream(ErrorCode.values()).filter(code -> codes.matcher(code.code()).matches()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values())
                        .filter(code -> code.isServerFault() || code == ErrorCode.OVERLOADED).toList());
    }
}
