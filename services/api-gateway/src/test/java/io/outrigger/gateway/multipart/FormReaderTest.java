package io.outrigger.gateway.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormReaderTest {

    private static final String FILE = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\n";

    private static List<String> parts(InputStream form, String boundary) throws IOException {
        FormReader reader = new FormReader(form, new FormBoundary(boundary));
        List<String> parts = new ArrayList<>();
        for (Optional<PartHead> part = reader.next(); part.isPresent(); part = reader.next()) {
            parts.add(part.get().name() + part.get().filename().map(name -> "(" + name + ")").orElse("") + "=" + content(reader));
        }
        return parts;
    }

    private static String content(FormReader reader) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] piece = new byte[999];
        for (int count = reader.read(piece, 0); count >= 0; count = reader.read(piece, 0)) {
            content.write(piece, 0, count);
        }
        return content.toString(StandardCharsets.UTF_8);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As a slow network brings it: a byte at a time. */
    private static InputStream drops(String text) {
        InputStream all = bytes(text);
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return all.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return all.read(into, offset, Math.min(1, length));
            }
        };
    }

    @Test
    void readsFieldsAndFilesInWhateverOrderTheyCome() throws IOException {
        String form = FILE + "{}\r\n--b\r\n"
                + "content-disposition: form-data; name=purpose\r\nContent-Type: text/plain\r\n\r\nbatch\r\n--b--\r\n";

        assertThat(parts(bytes(form), "b")).containsExactly("file(a.jsonl)={}", "purpose=batch");
        assertThat(parts(drops(form), "b")).containsExactly("file(a.jsonl)={}", "purpose=batch");
    }

    @Test
    void takesEmptyPartsAndAnEmptyForm() throws IOException {
        assertThat(parts(bytes(FILE + "\r\n--b--"), "b")).containsExactly("file(a.jsonl)=");
        assertThat(parts(drops(FILE + "--b--"), "b")).as("without the line break of the boundary")
                .containsExactly("file(a.jsonl)=");
        assertThat(parts(bytes("--b--\r\n"), "b")).isEmpty();
        assertThat(parts(bytes("\r\n--b  \r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b \t\r\n"
                + "Content-Disposition: form-data; name=\"c\"\r\n\r\n2\r\n--b--"), "b")).containsExactly("a=1", "c=2");
    }

    @Test
    void contentMayLookLikeABoundary() throws IOException {
        String content = "\r\n--a\r\n-b--\n--b\r--b\r\n-\r\n--";

        assertThat(parts(bytes(FILE + content + "\r\n--b--"), "b")).containsExactly("file(a.jsonl)=" + content);
        assertThat(parts(drops(FILE + content + "\r\n--b--"), "b")).containsExactly("file(a.jsonl)=" + content);
    }

    @Test
    void leavesWhatNobodyReads() throws IOException {
        FormReader reader = new FormReader(bytes(FILE + "x".repeat(200_000) + "\r\n" + FILE + "y\r\n--b--"), new FormBoundary("b"));
        reader.next();
        assertThat(reader.next()).isPresent();
        assertThat(content(reader)).isEqualTo("y");
        assertThat(reader.next()).isEmpty();
        assertThat(reader.read(new byte[1], 0)).isNegative();
    }

    @Test
    void givesEveryByteOfLongContentsAtEveryPlaceOfTheBuffer() throws IOException {
        Random random = new Random(7);
        for (int length = (64 << 10) - 120; length < (64 << 10) + 20; length++) {
            StringBuilder content = new StringBuilder();
            for (int i = 0; i < length; i++) {
                content.append("\r\n-b".charAt(random.nextInt(4)));
            }
            String text = content.toString().replace("--b", "--c");
            assertThat(parts(bytes(FILE + text + "\r\n--b--"), "b")).containsExactly("file(a.jsonl)=" + text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "--", "--b", "--b-", "--b\r", "--c--", "preamble\r\n--b--", "--bb--\r\n", "--b\r\n", "--b\r\nContent-Disposition",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b-",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--c--", "--b\r\n\r\nx\r\n--b--", "--b\r\nname: a\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", "--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b--", "--b\r\n : x\r\n\r\nx\r\n--b--", "--b--\r\nmore", "--b--more",
        "--b\r\nContent-Disposition: form-data; name=\"a\"; name=\"c\"\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"c\"\r\n\r\nx\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--b--"})
    void refusesWhatIsNoForm(String form) {
        for (InputStream body : List.of(bytes(form), drops(form))) {
            assertThatThrownBy(() -> parts(body, "b")).isInstanceOfSatisfying(ServiceException.class, refused ->
                    assertThat(refused.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST));
        }
    }

    @Test
    void limitsHeadsAndParts() {
        String head = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\nX: " + "x".repeat(9_000);
        assertThatThrownBy(() -> parts(bytes(head + "\r\n\r\n1\r\n--b--"), "b")).isInstanceOfSatisfying(ServiceException.class, refused ->
                assertThat(refused.code()).isEqualTo(ErrorCode.HEADER_TOO_LARGE));
        assertThatThrownBy(() -> parts(bytes(head + "x".repeat(1 << 20)), "b")).isInstanceOfSatisfying(ServiceException.class, refused ->
                assertThat(refused.code()).isEqualTo(ErrorCode.HEADER_TOO_LARGE));
        assertThatThrownBy(() -> parts(bytes((FILE + "\r\n").repeat(33) + "--b--"), "b")).hasMessageContaining("32 parts");
    }
}
