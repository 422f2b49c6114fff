package io.outrigger.batchworker.webhook;

import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.WebhookDelivery;
import io.outrigger.batchworker.store.WebhookStore;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what is due, a few at a time; each delivery is one worker's for the time of a try. A tenant whose listener lets a try hang is
 * left alone for a while, with all that is due to it, so that a listener which never answers does not take every place from the others.
 */
public final class Webhooks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final Backoff BACKOFF = Backoff.constant(Duration.ofSeconds(1));
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final int AT_ONCE = 16;
    private static final Duration LEFT_ALONE = Duration.ofMinutes(1);

    private final JobDatabase database;
    private final WebhookStore store;
    private final WebhookSender sender;
    private final Duration patience;
    private final InstantSource clock;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final BackgroundLoop loop;

    private Webhooks(JobDatabase database, WebhookStore store, WebhookConfig config, WebhookAddresses addresses, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.sender = new WebhookSender(config, addresses, clock);
        this.patience = config.patience();
        this.clock = clock;
        this.loop = BackgroundLoop.start("delivering webhooks", BACKOFF, this::turn);
    }

    public static Webhooks start(JobDatabase database, WebhookStore store, WebhookConfig config, WebhookAddresses addresses,
            InstantSource clock) {
        return new Webhooks(database, store, config, addresses, clock);
    }

    private Optional<Duration> turn() throws InterruptedException {
        if (database.notReadyReason().isPresent()) {
            return Optional.of(LOOK_AGAIN);
        }
        Instant now = clock.instant();
        List<WebhookDelivery> due = database.write(handle -> store.lease(handle, now, now.plus(patience.multipliedBy(2)), AT_ONCE));
        List<Future<?>> tries = due.stream().<Future<?>>map(delivery -> calls.submit(() -> deliver(delivery))).toList();
        for (Future<?> one : tries) {
            try {
                one.get();
            } catch (ExecutionException failed) {
                LOG.warn("a webhook could not be delivered, and is tried again", failed.getCause());
            }
        }
        return Optional.of(due.size() == AT_ONCE ? Duration.ZERO : LOOK_AGAIN);
    }

    private Void deliver(WebhookDelivery delivery) throws InterruptedException {
        WebhookSender.Answer answer = sender.send(delivery.url(), new WebhookMessage("msg_" + delivery.id(), delivery.body()));
        if (answer == WebhookSender.Answer.LATE) {
            Instant now = clock.instant();
            database.write(handle -> store.leaveAlone(handle, delivery.jobId(), now, now.plus(LEFT_ALONE)));
        }
        Optional<Duration> rest = answer == WebhookSender.Answer.NOT_TAKEN || answer == WebhookSender.Answer.LATE
                ? WebhookSchedule.rest(delivery.tries(), ThreadLocalRandom.current().nextDouble()) : Optional.empty();
        if (rest.isPresent()) {
            database.write(handle -> {
                store.postponed(handle, delivery, clock.instant().plus(rest.get()));
                return null;
            });
            return null;
        }
        if (answer != WebhookSender.Answer.TAKEN) {
            LOG.warn("nobody was told of the end of job {}: {} after {} tries", delivery.jobId(), answer, delivery.tries());
        }
        database.write(handle -> {
            store.done(handle, delivery);
            return null;
        });
        return null;
    }

    @Override
    public void close() {
        loop.close();
        calls.shutdownNow();
    }
}
