package io.outrigger.gateway.capture;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes lines of what is pending, gathers those of a model, and stores them when they are enough or old enough.
 *
 * <p>While nothing can be stored, what was gathered stays and is tried again; it keeps its room, so that ever more of what comes is
 * dropped and memory stays bounded.
 */
final class CaptureWriter {

    private static final Logger LOG = LoggerFactory.getLogger(CaptureWriter.class);
    private static final Duration REST = Duration.ofMillis(250);
    private static final long BATCH_BYTES_MAX = 4L << 20;

    private final CaptureConfig config;
    private final PendingCaptures pending;
    private final CaptureMetrics metrics;
    private final RecordLine records;
    private final CaptureStore store;
    private final InstantSource clock;
    private final Map<String, CaptureBatch> open = new LinkedHashMap<>();
    private final Deque<CaptureBatch> due = new ArrayDeque<>();

    CaptureWriter(CaptureConfig config, PendingCaptures pending, CaptureMetrics metrics, RecordLine records, CaptureStore store,
            InstantSource clock) {
        this.config = config;
        this.pending = pending;
        this.metrics = metrics;
        this.records = records;
        this.store = store;
        this.clock = clock;
    }

    /** One turn of the background loop; it fails when something that is due could not be stored. */
    synchronized Optional<Duration> turn() {
        gather();
        Instant now = clock.instant();
        open.values().removeIf(batch -> batch.isDue(now, config.ageMax()) && due.add(batch));
        storeDue();
        return Optional.of(REST);
    }

    /** Stores all that there is, once; what cannot be stored is dropped. */
    synchronized void flush() {
        gather();
        due.addAll(open.values());
        open.clear();
        try {
            storeDue();
        } catch (RuntimeException away) {
            LOG.warn("{} captured requests cannot be stored and are dropped", due.stream().mapToInt(CaptureBatch::records).sum());
            LOG.debug("captures cannot be stored", away);
            due.forEach(batch -> ended(batch, CaptureOutcome.DROPPED));
            due.clear();
        }
    }

    private void gather() {
        for (CapturedCall call = pending.poll(); call != null; call = pending.poll()) {
            Optional<byte[]> line = records.write(call, UUID.randomUUID().toString());
            Optional<CaptureOutcome> refusal = line.isEmpty() ? Optional.of(CaptureOutcome.UNSUPPORTED) : refusal(call, line.get().length);
            if (refusal.isPresent()) {
                pending.release(call.bytes());
                metrics.count(refusal.get(), 1);
            } else {
                batch(call, line.get().length).add(line.get());
            }
        }
    }

    /** Gives the line the room that the call had, and takes more where it needs more: numbers in JSON are longer than in bytes. */
    private Optional<CaptureOutcome> refusal(CapturedCall call, int lineBytes) {
        if (lineBytes > config.recordBytesMax()) {
            return Optional.of(CaptureOutcome.TOO_LARGE);
        }
        long more = lineBytes - call.bytes();
        if (more > 0) {
            return pending.take(more) ? Optional.empty() : Optional.of(CaptureOutcome.DROPPED);
        }
        pending.release(-more);
        return Optional.empty();
    }

    private CaptureBatch batch(CapturedCall call, int lineBytes) {
        CaptureBatch batch = open.get(call.model());
        if (batch != null && !batch.takes(call.time(), lineBytes, config.ageMax(), BATCH_BYTES_MAX)) {
            due.add(open.remove(call.model()));
            batch = null;
        }
        return batch != null ? batch : open.computeIfAbsent(call.model(), model ->
                new CaptureBatch(model, UUID.randomUUID().toString().replace("-", ""), call.time()));
    }

    private void storeDue() {
        while (!due.isEmpty()) {
            CaptureBatch batch = due.getFirst();
            CaptureOutcome outcome = CaptureOutcome.WRITTEN;
            try {
                store.store(batch);
            } catch (CaptureStore.Refused refused) {
                LOG.warn("{} captured requests of {} are not taken: {}", batch.records(), batch.model(), refused.getCause().getMessage());
                outcome = CaptureOutcome.DROPPED;
            }
            ended(due.removeFirst(), outcome);
        }
    }

    private void ended(CaptureBatch batch, CaptureOutcome outcome) {
        pending.release(batch.bytes());
        metrics.count(outcome, batch.records());
    }
}
