package io.outrigger.chassis.background;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BackgroundLoopTest {

    private static final Backoff SOON = Backoff.constant(Duration.ofMillis(1));

    @Test
    void turnsAreTakenUntilAllIsDoneWhateverFails() throws Exception {
        BlockingQueue<Integer> turns = new LinkedBlockingQueue<>();
        AtomicInteger count = new AtomicInteger();
        try (var _ = BackgroundLoop.start("counting", SOON, () -> {
            int turn = count.incrementAndGet();
            turns.add(turn);
            if (turn < 3) {
                if (turn == 1) {
                    throw new StackOverflowError("an error is no end either");
                }
                throw new IllegalStateException("not yet");
            }
            return turn < 5 ? Optional.of(Duration.ZERO) : Optional.empty();
        })) {
            for (int turn = 1; turn <= 5; turn++) {
                assertThat(turns.poll(1, TimeUnit.MINUTES)).isEqualTo(turn);
            }
        }
        assertThat(turns).as("a turn after the last").isEmpty();
    }

    @Test
    void closingEndsARestAndATurn() throws Exception {
        CountDownLatch resting = new CountDownLatch(1);
        BackgroundLoop loop = BackgroundLoop.every("resting", Duration.ofDays(1), resting::countDown);
        assertThat(resting.await(1, TimeUnit.MINUTES)).isTrue();
        loop.close();

        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        BackgroundLoop waiting = BackgroundLoop.start("waiting", SOON, () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.countDown();
            }
            return Optional.empty();
        });
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        waiting.close();
        assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aLoopThatIsLetGoEndsItsTurnAndTakesNoOther() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        BlockingQueue<String> turns = new LinkedBlockingQueue<>();
        BackgroundLoop loop = BackgroundLoop.start("let go", SOON, () -> {
            begun.countDown();
            turns.add(goOn.await(1, TimeUnit.MINUTES) ? "ended" : "not let");
            return Optional.of(Duration.ZERO);
        });
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        loop.letGo();
        goOn.countDown();
        assertThat(turns.poll(1, TimeUnit.MINUTES)).isEqualTo("ended");
        loop.close();
        assertThat(turns).isEmpty();
    }

    /** One that worked in between has not been told of yet. */
    @Test
    void theFirstFailureOfEachRowIsTold() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(BackgroundLoop.class);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent line) {
                if (line.getFormattedMessage().startsWith("now and then ")) {
                    told.add(line.getLevel() + " " + line.getFormattedMessage());
                }
            }
        };
        appender.start();
        logger.addAppender(appender);
        AtomicInteger count = new AtomicInteger();
        try (var _ = BackgroundLoop.start("now and then", SOON, () -> {
            int turn = count.incrementAndGet();
            if (turn % 3 != 0) {
                throw new IllegalStateException("turn " + turn);
            }
            return turn < 6 ? Optional.of(Duration.ZERO) : Optional.empty();
        })) {
            for (String line : new String[] {"WARN .* turn 1", "INFO .* works again", "WARN .* turn 4", "INFO .* works again"}) {
                assertThat(told.poll(1, TimeUnit.MINUTES)).matches(line);
            }
        } finally {
            logger.detachAppender(appender);
        }
        assertThat(told).isEmpty();
    }
}
