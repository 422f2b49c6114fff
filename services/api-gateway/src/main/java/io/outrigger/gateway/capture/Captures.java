package io.outrigger.gateway.capture;

import io.grpc.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import io.outrigger.registry.Model;
import io.outrigger.registry.Resolution;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of every answer, and has those kept that their model's owner wants kept. Closing it stores what is there. */
public final class Captures implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Captures.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15), 0.2);

    private final CaptureChoice choice;
    private final PendingCaptures pending;
    private final CaptureMetrics metrics;
    private final CaptureWriter writer;
    private final InstantSource clock;
    private final BackgroundLoop loop;

    private Captures(CaptureConfig config, int labelsMax, CaptureStore store, MeterRegistry meters, InstantSource clock) {
        this.choice = new CaptureChoice(clock, config.recordBytesMax());
        this.pending = new PendingCaptures(config.pendingBytesMax());
        this.metrics = new CaptureMetrics(meters, pending);
        this.writer = new CaptureWriter(config, pending, metrics, new RecordLine(labelsMax), store, clock);
        this.clock = clock;
        this.loop = BackgroundLoop.start("storing captured requests", BACKOFF, writer::turn);
    }

    /**
     * Starts to store what is captured.
     *
     * @param labelsMax how many labels of an answer are kept
     * @param worker who stores it; it may be away
     */
    public static Captures start(CaptureConfig config, int labelsMax, Channel worker, MeterRegistry meters, InstantSource clock) {
        return start(config, labelsMax, new WorkerCaptures(worker), meters, clock);
    }

    static Captures start(CaptureConfig config, int labelsMax, CaptureStore store, MeterRegistry meters, InstantSource clock) {
        return new Captures(config, labelsMax, store, meters, clock);
    }

    /**
     * Says that a request has been answered. It returns at once and throws nothing.
     *
     * @param meant which version was asked
     * @param correlationId of the request
     * @param id that the caller gave it; empty for none
     */
    public void answered(Resolution meant, String correlationId, String id, CapturedInput input, CapturedAnswer answer) {
        Model model = meant.model();
        if (model.capture().isOff() || !Sampling.isIn(model.capture().share(), model.name(), correlationId + '\n' + id)) {
            return;
        }
        try {
            var call = new CapturedCall(clock.instant(), id.isEmpty() ? correlationId : id, meant, input, answer);
            choice.refusal(call).ifPresentOrElse(refusal -> metrics.count(refusal, 1), () -> {
                if (!pending.offer(call)) {
                    metrics.count(CaptureOutcome.DROPPED, 1);
                }
            });
        } catch (RuntimeException failed) {
            metrics.count(CaptureOutcome.DROPPED, 1);
            LOG.debug("a request cannot be captured", failed);
        }
    }

    @Override
    public void close() {
        loop.close();
        writer.flush();
    }
}
