package io.outrigger.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadFormTest {

    @Test
    void whatComesBehindTheFileChangesItsHead() {
        UploadForm form = new UploadForm();
        var before = form.head("a.jsonl");
        form.put("purpose", "batch");
        assertThat(form.head("a.jsonl")).as("the purpose was believed").isEqualTo(before);
        form.put("expires_after[anchor]", "created_at");
        form.put("expires_after[seconds]", "3600");
        form.checkComplete();

        assertThat(form.head("a.jsonl").getHead().getExpiresAfter().getSeconds()).isEqualTo(3_600);
        assertThat(before.getHead().getPurpose()).isEqualTo("batch");
    }

    @ParameterizedTest
    @CsvSource({"purpose, fine-tune", "purpose, ''", "expires_after[anchor], now", "expires_after[seconds], 0",
        "expires_after[seconds], 1e3", "expires_after[seconds], 1234567890", "other, x"})
    void refusesWhatIsNotAllowed(String name, String value) {
        assertThatThrownBy(() -> new UploadForm().put(name, value)).hasMessageContaining(name);
    }

    @Test
    void saysWhatIsMissingOrThereTwice() {
        UploadForm form = new UploadForm();
        assertThatThrownBy(form::checkComplete).hasMessageContaining("purpose");
        form.put("purpose", "batch");
        assertThatThrownBy(() -> form.put("purpose", "batch")).hasMessageContaining("more than once");
        form.put("expires_after[seconds]", "1");
        assertThatThrownBy(form::checkComplete).hasMessageContaining("expires_after[anchor]");
    }
}
