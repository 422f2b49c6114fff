package io.outrigger.batchworker.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WebhookScheduleTest {

    @Test
    void restsGrowForThreeDaysAndEnd() {
        assertThat(WebhookSchedule.rest(1, 0)).contains(Duration.ofSeconds(5));
        assertThat(WebhookSchedule.rest(2, 0)).contains(Duration.ofMinutes(5));
        assertThat(WebhookSchedule.rest(9, 0)).contains(Duration.ofHours(24));
        assertThat(WebhookSchedule.rest(10, 0)).isEmpty();
    }

    @Test
    void chanceAddsATenthAtMost() {
        assertThat(WebhookSchedule.rest(1, 1)).contains(Duration.ofMillis(5_500));
    }
}
