package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.testing.Exif;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sample pictures, recognised through the whole chain. */
class PicturesIT {
    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @Test
    void version2IsRightAboutEveryPicture() {
        assertThat(Repository.pictures()).hasSize(20).allSatisfy(picture -> {
            RestAnswer answer = platform.rest().classify(Repository.bytes(picture), "v2");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(label(answer)).as(picture.toString()).isEqualTo(Repository.digit(picture));
            assertThat(answer.json().path("version").asText()).isEqualTo("v2");
            assertThat(answer.json().path("model").asText()).isEqualTo("sample-classifier");
        });
    }

    /** models/README.md says which three version 1 gets wrong; so the answer itself shows which version was asked. */
    @Test
    void version1ErrsWhereItsReadmeSays() {
        List<String> wrong = Repository.pictures().stream()
                .filter(picture -> !label(platform.rest().classify(Repository.bytes(picture), "v1")).equals(Repository.digit(picture)))
                .map(Path::getFileName).map(Path::toString).toList();
        assertThat(wrong).containsExactly("2-2.png", "5-2.png", "8-2.png");
    }

    @Test
    void withoutAVersionStableAnswersWhichIsV1AtFirst() {
        RestAnswer answer = platform.rest().classify(Repository.bytes(Repository.PICTURES.resolve("7-1.png")), "");
        assertThat(answer.json().path("version").asText()).as(answer.toString()).isEqualTo("v1");
        assertThat(label(answer)).isEqualTo("7");
    }

    @Test
    void aJpegIsRecognisedToo() {
        assertThat(Repository.pictures()).allSatisfy(picture ->
                assertThat(label(platform.rest().classify(Digits.jpeg(Repository.bytes(picture)), "v2")))
                        .isEqualTo(Repository.digit(picture)));
    }

    @Test
    void aPhotographThatIsStoredLyingIsTurnedAsItsExifDataSays() {
        assertThat(Repository.pictures()).allSatisfy(picture -> {
            byte[] lying = Digits.encode(Digits.turnedLeft(Digits.decode(Repository.bytes(picture))), "jpeg");
            byte[] turned = Exif.inJpeg(lying, Exif.orientation(6, ByteOrder.LITTLE_ENDIAN));
            assertThat(label(platform.rest().classify(turned, "v2"))).isEqualTo(Repository.digit(picture));
        });
    }

    @Test
    void theDigestIsThatOfTheRegisteredFile() {
        byte[] picture = Repository.bytes(Repository.PICTURES.resolve("7-1.png"));
        String digest = platform.rest().classify(picture, "v2").json().path("digest").asText();
        String registered = platform.rest().get(platform.rest().registry("/v1/models/sample-classifier/versions")).json()
                .path("versions").findValuesAsText("artifact_sha256").toString();
        assertThat(digest).isNotEmpty();
        assertThat(registered).contains(digest.replaceFirst("^sha256:", ""));
    }

    private static String label(RestAnswer answer) {
        return answer.json().path("classification").path(0).path("label").asText();
    }
}
