package io.outrigger.chassis.errors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuoteTest {

    @Test
    void whatIsShownBackIsShortAndPrintable() {
        assertThat(Quote.bare("a\u001b[31m\u202e\ud800b\n")).isEqualTo("a?[31m??b?");
        assertThat(Quote.bare("😀".repeat(500))).isEqualTo("😀".repeat(100) + "…");
        assertThat(Quote.bare("one\u2028two\u2029three\u200bfour")).isEqualTo("one?two?three?four");
    }

    @Test
    void aSecretIsShownByItsBeginningOnly() {
        assertThat(Quote.bare("/v1/keys/ork_" + "a".repeat(38) + "/rotate")).isEqualTo("/v1/keys/ork_aaaaaaaa…/rotate");
        assertThat(Quote.bare("a eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln b")).isEqualTo("a eyJ… b");
        assertThat(Quote.bare("an orchard, a fork_lift and eyJ")).isEqualTo("an orchard, a fork_lift and eyJ");
    }

    @Test
    void aQuotationIsInQuotesWhateverItSays() {
        assertThat(Quote.of("")).isEqualTo("''");
        assertThat(Quote.of("ResNet50")).isEqualTo("'ResNet50'");
        assertThat(Quote.of("x".repeat(101))).isEqualTo("'" + "x".repeat(100) + "…'");
    }
}
