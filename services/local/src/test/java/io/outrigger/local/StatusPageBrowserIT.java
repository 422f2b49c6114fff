package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.client.RestAnswer;
import io.outrigger.local.browser.Chromium;
import io.outrigger.local.browser.ChromiumTab;
import io.outrigger.testing.StallingProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The status page in a real browser: by keyboard, in the dark, with names and labels that would be markup if anybody let them. */
class StatusPageBrowserIT {

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.ofItsOwn();

    /** A name that every object of a script has already. */
    private static final String ODD_NAME = "constructor";
    private static final String MARKUP = "<img src=x onerror=alert(1)>";
    private static final Path SEVEN = Repository.PICTURES.resolve("7-1.png");

    private static Chromium chromium;

    private ChromiumTab tab;

    @BeforeAll
    static void startTheBrowser() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stopTheBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void openThePage() {
        tab = chromium.tab();
        tab.size(1280, 800, false);
        tab.open(platform.access().gatewayUrl() + "/");
        tab.waitFor("!document.getElementById('entry').hidden");
    }

    @AfterEach
    void nothingWasComplainedOf() {
        try (ChromiumTab _ = tab) {
            assertThat(tab.complaints()).isEmpty();
        }
    }

    /** Without a mouse: the focus is where the token goes. */
    private void signIn(String token) {
        tab.waitFor("document.activeElement.id === 'token'");
        tab.type(token);
        tab.press("Enter");
    }

    private void look(String token) {
        signIn(token);
        tab.waitFor("!document.getElementById('board').hidden");
    }

    private void waitForText(String id, String text) {
        tab.waitFor("document.getElementById('" + id + "').innerText.includes(" + quoted(text) + ")");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\\\"") + '"';
    }

    @Test
    void asksForATokenAndShowsWhatItMaySee() {
        assertThat(tab.text("connection")).isEqualTo("Not signed in");
        look(platform.access().token());

        waitForText("connection", "Live");
        waitForText("models", "sample-classifier");
        assertThat(tab.text("models")).contains("v1", "v2", "stable");
        assertThat(tab.text("models-note")).as("the orchestrator tells its batches here").isEmpty();
        assertThat(tab.text("jobs")).doesNotContain("not told");
        assertThat(tab.run("sessionStorage.length").asInt()).isEqualTo(1);
        assertThat(tab.run("localStorage.length").asInt()).isZero();
        assertThat(tab.run("document.cookie").asText()).isEmpty();
        assertThat(tab.run("performance.getEntriesByType('resource').every(each => each.name.startsWith(location.origin))").asBoolean())
                .as("everything comes from the gateway").isTrue();
    }

    @Test
    void aTokenThatIsNoneIsRefusedAndAskedForAgain() {
        signIn("x.y.z");

        tab.waitFor("document.getElementById('entry-error').textContent.length > 0");
        assertThat(tab.run("sessionStorage.length").asInt()).isZero();
        look(platform.access().token());
    }

    @Test
    void aTokenThatHasExpiredMeanwhileIsAskedForAgain() {
        look(platform.access().token());
        String expired = platform.mint("infer", Duration.ofHours(-1));
        tab.run("sessionStorage.setItem('outrigger-token', " + quoted(expired) + ")");
        tab.choose("picture", SEVEN);

        waitForText("entry-error", "expired");
        tab.waitFor("document.getElementById('board').hidden && sessionStorage.length === 0");
    }

    @Test
    void aPictureThatIsChosenIsAnsweredWithLabelsVersionAndTimes() {
        look(platform.access().token());
        tab.waitFor("document.getElementById('try-model').value === 'sample-classifier'");
        tab.run("document.getElementById('try-version').value = 'v2'");
        tab.choose("picture", SEVEN);

        waitForText("answer-caption", "sample-classifier v2");
        assertThat(tab.text("answer-caption")).startsWith("7");
        assertThat(tab.run("document.querySelectorAll('#answer-labels li').length").asInt()).isEqualTo(5);
        assertThat(tab.run("document.querySelector('#answer-labels meter').value").asDouble()).isGreaterThan(0.5);
        assertThat(tab.text("answer-times")).contains("total", "backend", "ms");
    }

    @Test
    void aPictureMayBeDroppedAnywhereOnThePage() {
        look(platform.access().token());
        tab.waitFor("document.getElementById('try-model').value === 'sample-classifier'");
        tab.drop(Repository.PICTURES.resolve("3-1.png"), 200, 300);

        waitForText("answer-caption", "3");
        assertThat(tab.run("document.getElementById('answer-picture').naturalWidth").asInt()).isEqualTo(28);
    }

    @Test
    void whatIsNoPictureIsRefusedInTheServersWords() {
        look(platform.access().token());
        tab.waitFor("document.getElementById('try-model').value === 'sample-classifier'");
        tab.choose("picture", Repository.ROOT.resolve("README.md"));

        tab.waitFor("!document.getElementById('answer-error').hidden");
        assertThat(tab.text("answer-error")).containsIgnoringCase("png");
        assertThat(tab.run("document.getElementById('answer-figure').hidden").asBoolean()).isTrue();
    }

    /** Labels and versions are whatever somebody has written; a model's name may be one that every object has. */
    @Test
    void namesLabelsAndMessagesAreTextsWhateverTheySay() {
        RestAnswer registered = platform.admin().post(platform.admin().registry("/v1/models"), """
                {"name":"%s","version":1,"framework":"onnx","endpoint":"%s","served_as":{"model":"sample-classifier","version":2},
                 "adapter":{"image":{"tensor":"input","width":28,"height":28,"filter":"area","color":"gray","invert":true,
                  "scale":0.00392156862745098,"offset":0.0,"layout":"NCHW"},
                  "classification":{"tensor":"probabilities","labels":["%s0","%s1","%s2","%s3","%s4","%s5","%s6","%s7","%s8","%s9"],
                  "activation":"none"}}}""".formatted(oddNames()));
        assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
        try {
            look(platform.access().token());
            waitForText("models", ODD_NAME);
            tab.run("document.getElementById('try-model').value = '" + ODD_NAME + "'");
            tab.run("document.getElementById('try-model').dispatchEvent(new Event('change'))");
            tab.choose("picture", SEVEN);
            waitForText("answer-caption", MARKUP + "7");
            assertThat(tab.run("document.querySelectorAll('img').length").asInt()).as("no picture but that one").isEqualTo(1);

            tab.run("const odd = document.createElement('option'); odd.value = " + quoted(MARKUP)
                    + "; document.getElementById('try-version').append(odd); odd.selected = true");
            tab.choose("picture", SEVEN);
            waitForText("answer-error", "<img");
            assertThat(tab.run("document.querySelectorAll('img').length").asInt()).isEqualTo(1);
        } finally {
            platform.admin().send(platform.admin().registry("/v1/models/" + ODD_NAME).header("If-Match", "*").DELETE());
        }
    }

    private static Object[] oddNames() {
        List<Object> names = new ArrayList<>(List.of(ODD_NAME, platform.access().modelServerGrpc()));
        for (int digit = 0; digit < 10; digit++) {
            names.add(MARKUP);
        }
        return names.toArray();
    }

    @Test
    void everythingIsReachedByKeyboardAndTheFocusIsSeen() {
        look(platform.access().token());
        tab.waitFor("document.getElementById('try-model').value === 'sample-classifier'");
        tab.run("document.activeElement.blur()");
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tab.press("Tab");
            JsonNode focused = tab.run("""
                    (() => { const at = document.activeElement, target = at.id === 'picture' ? at.nextElementSibling : at;
                      return [at.id || at.textContent, getComputedStyle(target).outlineStyle]; })()""");
            reached.add(focused.get(0).asText());
            if (!focused.get(0).asText().isBlank() && !at(focused, "content")) {
                assertThat(focused.get(1).asText()).as("the outline of %s", focused.get(0)).isEqualTo("solid");
            }
        }
        assertThat(reached).contains("API", "leave", "try-model", "try-version", "picture");

        tab.run("document.getElementById('leave').focus()");
        tab.press("Enter");
        tab.waitFor("!document.getElementById('entry').hidden && document.activeElement.id === 'token'");
        assertThat(tab.run("sessionStorage.length").asInt()).isZero();
    }

    private static boolean at(JsonNode focused, String id) {
        return focused.get(0).asText().equals(id) || focused.get(0).asText().length() > 40;
    }

    @Test
    void everyControlHasANameAndTheStateIsALiveRegion() {
        look(platform.access().token());

        assertThat(tab.run("""
                [...document.querySelectorAll('input, select, button, progress')]
                  .filter(each => !(each.labels?.length || each.textContent.trim() || each.getAttribute('aria-label')))
                  .map(each => each.id)"""))
                .isEmpty();
        assertThat(tab.run("document.getElementById('connection').getAttribute('role')").asText()).isEqualTo("status");
        assertThat(tab.run("document.getElementById('answer').getAttribute('aria-live')").asText()).isEqualTo("polite");
        assertThat(tab.run("document.documentElement.lang").asText()).isEqualTo("en");
    }

    @Test
    void itIsDarkForWhomeverLikesThatAndStillForWhomeverDoesNotLikeMovement() {
        tab.prefers("prefers-color-scheme", "light");
        int light = brightness();
        tab.prefers("prefers-color-scheme", "dark");
        assertThat(light).isGreaterThan(200);
        assertThat(brightness()).isLessThan(60);

        look(platform.access().token());
        waitForText("connection", "Live");
        assertThat(animation()).isEqualTo("breathe");
        tab.prefers("prefers-reduced-motion", "reduce");
        assertThat(animation()).isEqualTo("none");
    }

    private int brightness() {
        return tab.run("Number(getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0])").asInt();
    }

    private String animation() {
        return tab.run("getComputedStyle(document.querySelector('#connection .dot')).animationName").asText();
    }

    @Test
    void nothingIsWiderThanAPhone() {
        tab.size(360, 740, true);
        look(platform.access().token());
        waitForText("models", "sample-classifier");

        assertThat(tab.run("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(360);
        assertThat(tab.text("models")).as("each figure says its name").contains("Requests/s", "p99");
    }

    @Test
    void aLostConnectionIsSaidAndFoundAgain() throws IOException {
        try (StallingProxy way = new StallingProxy(() -> URI.create(platform.access().gatewayUrl()).getPort())) {
            tab.open("http://127.0.0.1:" + way.port() + "/");
            look(platform.access().token());
            waitForText("connection", "Live");
            tab.run("""
                    window.said = []; new MutationObserver(() => said.push(document.getElementById('connection').innerText))
                      .observe(document.getElementById('connection'), { subtree: true, childList: true, characterData: true });""");
            way.cut();
            tab.waitFor("said.some(text => text.startsWith('Connection lost; next try in'))");
            waitForText("connection", "Live");
        }
    }
}
