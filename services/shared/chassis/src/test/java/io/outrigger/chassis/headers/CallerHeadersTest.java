package io.outrigger.chassis.headers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks, and whether somebody waits, as headers say it. */
class CallerHeadersTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "live", "LIVE", "Job", "job ", "jobs", "1"})
    void whatIsNotAJobIsLive(String header) {
        assertThat(Priority.ofHeader(header)).isEqualTo(Priority.LIVE);
    }

    @Test
    void prioritiesAreReadAsTheyAreWritten() {
        assertThat(Priority.values()).allSatisfy(priority -> assertThat(Priority.ofHeader(priority.header())).isEqualTo(priority));
        assertThat(Priority.JOB.header()).isEqualTo("job");
    }

    @ParameterizedTest
    @CsvSource({"team-a,team-a", "Zoë,Zo%C3%AB", "Zoé,Zo%C3%A9", "a b,a%20b", "50%,50%25", "'',''"})
    void tenantsStayApartInHeaders(String name, String header) {
        assertThat(Tenant.toHeader(name)).isEqualTo(header);
        assertThat(Tenant.ofHeader(header)).isEqualTo(header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "é", "店", "%", "t é店%"})
    void theLongestNameOfATokenIsATenantWhateverItsCharacters(String characters) {
        String longest = characters.repeat(256).substring(0, 256);
        String header = Tenant.toHeader(longest);

        assertThat(Tenant.ofHeader(header)).isEqualTo(header);
        assertThat(Tenant.ofHeader(Tenant.toHeader(longest + characters))).isEqualTo(Tenant.NOBODY);
        assertThat(Tenant.ofHeader(Tenant.toHeader("😀".repeat(128)))).isNotEqualTo(Tenant.NOBODY);
    }

    @Test
    void aHeaderIsNoLongerThanTheLongestName() {
        assertThat(Tenant.toHeader("店".repeat(256))).hasSize(2_304);
        assertThat(Tenant.ofHeader("%E5%BA%97%80".repeat(192))).hasSize(2_304);
        assertThat(Tenant.ofHeader("%E5%BA%97%80".repeat(193))).isEqualTo(Tenant.NOBODY);
    }

    @Test
    void whatCannotBeATenantIsNobody() {
        assertThat(Tenant.ofHeader("two words")).isEqualTo(Tenant.NOBODY);
        assertThat(Tenant.ofHeader("")).isEqualTo(Tenant.NOBODY);
    }
}
