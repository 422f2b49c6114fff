package io.outrigger.batchworker.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When to try again: the schedule that Standard Webhooks recommends, three days in all. */
final class WebhookSchedule {

    private static final List<Duration> RESTS = List.of(
            Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(2), Duration.ofHours(5),
            Duration.ofHours(10), Duration.ofHours(14), Duration.ofHours(20), Duration.ofHours(24));

    private WebhookSchedule() {
    }

    /**
     * The rest behind so many failed tries; empty where there is to be no other.
     *
     * @param tries at least one
     * @param chance from 0 to 1: how much of a tenth is added, so that many do not come back in step
     */
    static Optional<Duration> rest(int tries, double chance) {
        return tries > RESTS.size() ? Optional.empty()
                : Optional.of(RESTS.get(tries - 1)).map(rest -> rest.plusMillis((long) (rest.toMillis() * 0.1 * chance)));
    }
}
