package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.local.browser.Chromium;
import io.outrigger.local.browser.ChromiumTab;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The status page while there is something to see: models that are asked, jobs that go on or have ended, an answer about a picture.
 * With {@code -Doutrigger.screenshots=true} it leaves pictures of itself in {@code observability/screenshots}.
 */
class StatusPageLooksIT {

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.ofItsOwn();

    private static final Path FOLDER = Repository.ROOT.resolve("observability/screenshots");
    private static final int BYTES_MAX = 150_000;
    private static final List<byte[]> PICTURES = Repository.pictures().stream().map(Repository::bytes).toList();

    private static final int CALLERS_OF_EACH = 4;
    /** Some callers send what is no picture. */
    private static final int ONE_WRONG_IN = 40;

    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void showsWhatGoesOn() throws IOException {
        register("receipt-digits", 3);
        register("postal-codes", 1);
        assertThat(platform.admin().pointAlias("canary", "v2", "").succeeded()).isTrue();
        List<Thread> callers = Stream.of("sample-classifier stable", "sample-classifier canary", "receipt-digits stable")
                .flatMap(asked -> Stream.generate(() -> calling(asked.split(" ")[0], asked.split(" ")[1])).limit(CALLERS_OF_EACH)).toList();
        try (Chromium chromium = Chromium.start(); ChromiumTab tab = chromium.tab()) {
            submit(60, "AAAA", 1);
            submit(200, picture(0), 4);
            submit(20_000, picture(1), 1);
            tab.size(1280, 800, false);
            tab.prefers("prefers-color-scheme", "light");
            tab.open(platform.access().gatewayUrl() + "/");
            tab.type(platform.access().token());
            tab.press("Enter");
            tab.waitFor("document.getElementById('try-model').value");
            tab.run("document.getElementById('try-model').value = 'sample-classifier'");
            tab.run("document.getElementById('try-model').dispatchEvent(new Event('change'))");
            tab.choose("picture", Repository.PICTURES.resolve("7-1.png"));
            tab.waitFor("document.getElementById('answer-caption').innerText.includes('sample-classifier v1')");
            tab.waitFor("document.querySelectorAll('#job-rows [data-job=completed]').length === 2");
            tab.waitFor("document.querySelector('#job-rows progress')?.value > 0");
            tab.waitFor("(document.querySelectorAll('#models .spark path')[2]?.getAttribute('d') ?? '').split('L').length > 12");
            assertThat(tab.text("models")).contains("receipt-digits", "postal-codes", "ms");

            keep(tab, "status-light");
            tab.prefers("prefers-color-scheme", "dark");
            keep(tab, "status-dark");
            tab.prefers("prefers-color-scheme", "light");
            tab.size(390, 1_400, true);
            keep(tab, "status-narrow");
            assertThat(tab.complaints()).isEmpty();
        } finally {
            enough.set(true);
            callers.forEach(StatusPageLooksIT::join);
        }
    }

    /** Another name for the sample, so that there is more than one. */
    private static void register(String name, int version) {
        RestAnswer registered = platform.admin().post(platform.admin().registry("/v1/models"), """
                {"name":"%s","version":%d,"framework":"onnx","endpoint":"%s","served_as":{"model":"sample-classifier","version":2}}"""
                .formatted(name, version, platform.access().modelServerGrpc()));
        assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
        String adapter = platform.admin().get(platform.admin().registry("/v1/models/sample-classifier/versions/v2")).json().path("adapter")
                .toString();
        assertThat(platform.admin().send(platform.admin().registry("/v1/models/" + name + "/versions/v" + version + "/adapter")
                .header("Content-Type", "application/json").PUT(BodyPublishers.ofString(adapter))).succeeded())
                .isTrue();
    }

    private Thread calling(String model, String version) {
        return Thread.startVirtualThread(() -> {
            for (int i = 0; !enough.get(); i++) {
                platform.rest().post(platform.rest().gateway("/v1/infer"), """
                        {"model":"%s","version":"%s","input":{"image":"%s"}}"""
                        .formatted(model, version, i % ONE_WRONG_IN == 0 ? "AAAA" : picture(i)));
            }
        });
    }

    private static String picture(int number) {
        return Base64.getEncoder().encodeToString(PICTURES.get(number % PICTURES.size()));
    }

    private static void submit(int rows, String picture, int concurrency) {
        String inputs = IntStream.range(0, rows).mapToObj("""
                {"custom_id":"%%d","input":{"image":"%s"}}""".formatted(picture)::formatted).collect(Collectors.joining(",", "[", "]"));
        RestAnswer submitted = platform.rest().post(platform.rest().gateway("/v1/batch"), """
                {"model":"sample-classifier","concurrency":%d,"inputs":%s}""".formatted(concurrency, inputs));
        assertThat(submitted.status()).as(submitted.toString()).isEqualTo(202);
    }

    private static void keep(ChromiumTab tab, String name) throws IOException {
        byte[] picture = tab.screenshot();
        assertThat(picture.length).as(name).isBetween(10_000, BYTES_MAX);
        if (Boolean.getBoolean("outrigger.screenshots")) {
            Files.write(Files.createDirectories(FOLDER).resolve(name + ".png"), picture);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
