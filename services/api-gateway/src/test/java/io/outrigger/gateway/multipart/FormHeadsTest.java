package io.outrigger.gateway.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of a form and of its parts. */
class FormHeadsTest {

    @Test
    void findsTheBoundaryHoweverItIsWritten() {
        assertThat(FormBoundary.of("multipart/form-data; boundary=abc").text()).isEqualTo("abc");
        assertThat(FormBoundary.of("Multipart/Form-Data;charset=utf-8;Boundary=\"a b:c\"").text()).isEqualTo("a b:c");
        assertThat(FormBoundary.of("multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW;").text())
                .isEqualTo("----WebKitFormBoundary7MA4YWxkTrZu0gW");
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a", "multipart/form-data; boundary=a; boundary=b", "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=a\"b", "multipart/form-data; boundary=\"a\r\nb\"", "multipart/form-data; boundary=ä"})
    void refusesBoundariesThatAreNone(String contentType) {
        assertThatThrownBy(() -> FormBoundary.of(contentType)).isInstanceOfAny(ServiceException.class);
    }

    @Test
    void refusesABoundaryOfMoreThan70CharactersAndOtherContents() {
        assertThat(FormBoundary.of("multipart/form-data; boundary=" + "a".repeat(70)).delimiter()).hasSize(74);
        assertThatThrownBy(() -> FormBoundary.of("multipart/form-data; boundary=" + "a".repeat(71))).hasMessageContaining("70 characters");
        for (String other : new String[] {null, "application/json", "multipart/mixed; boundary=a"}) {
            assertThatThrownBy(() -> FormBoundary.of(other)).isInstanceOfSatisfying(ServiceException.class, refused ->
                    assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE));
        }
    }

    @Test
    void readsNamesOfFilesAsSendersWriteThem() {
        assertThat(filename("filename=\"a b.jsonl\"")).isEqualTo("a b.jsonl");
        assertThat(filename("filename=plain.jsonl")).isEqualTo("plain.jsonl");
        assertThat(filename("filename=\"a\\\"b\\\\c;d=e.jsonl\"")).isEqualTo("c;d=e.jsonl");
        assertThat(filename("filename=\"../../etc/passwd\"")).isEqualTo("passwd");
        assertThat(filename("filename=\"C:\\folder\\rows.jsonl\"")).isEqualTo("rows.jsonl");
        assertThat(filename("filename=\"x\"; filename*=UTF-8''%E2%82%AC+%20rates.jsonl")).isEqualTo("€+ rates.jsonl");
        assertThat(filename("filename=\"ß.jsonl\"")).isEqualTo("ß.jsonl");
    }

    @Test
    void refusesNamesThatNobodyCanShow() {
        assertThatThrownBy(() -> filename("filename=\"a\tb\"")).hasMessageContaining("control character");
        assertThatThrownBy(() -> filename("filename*=UTF-8''%0")).hasMessageContaining("filename*");
        assertThatThrownBy(() -> filename("filename=\"" + "a".repeat(256) + "\"")).hasMessageContaining("255 characters");
    }

    private static String filename(String parameter) {
        return PartHead.parse("Content-Disposition: form-data; name=\"file\"; " + parameter).filename().orElseThrow();
    }
}
