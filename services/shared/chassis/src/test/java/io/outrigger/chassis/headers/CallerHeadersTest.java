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

    @Test
    void whatCannotBeATenantIsNobody() {
        assertThat(Tenant.ofHeader("two words")).isEqualTo(Tenant.NOBODY);
        assertThat(Tenant.ofHeader("t".repeat(1_024))).hasSize(1_024);
        assertThat(Tenant.ofHeader("t".repeat(1_025))).isEqualTo(Tenant.NOBODY);
    }
}
