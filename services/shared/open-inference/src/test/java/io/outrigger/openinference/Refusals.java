package io.outrigger.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;

/** What every refusal in these tests is held to: its code, the words that matter, one printable line of bearable length. */
public final class Refusals {

    private Refusals() {
    }

    public static void assertRefused(ErrorCode code, Runnable action, String... essentials) {
        ServiceException failure = catchThrowableOfType(ServiceException.class, action::run);
        assertThat(failure).as("a refusal with %s", code).isNotNull();
        assertThat(failure.getMessage()).endsWith(".").hasSizeLessThan(600).doesNotContainPattern("\\p{Cntrl}")
                .doesNotContain("Exception", "io.outrigger", "com.", "java.");
        for (String essential : essentials) {
            assertThat(failure.getMessage()).contains(essential);
        }
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    }
}
