package io.outrigger.batchworker.captures;

import io.outrigger.batchworker.objects.ObjectPage;
import io.outrigger.batchworker.objects.ObjectRead;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.rows.LineReader;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Captures as they lie in S3: put there, read in the order of their times, removed when they are old. Safe for several threads. */
public final class CaptureObjects {

    /** Within this time after its first record were the others of an object answered. */
    static final Duration SPAN_MAX = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(CaptureObjects.class);
    private static final Duration REMOVAL_INTERVAL = Duration.ofHours(1);

    private final ObjectStore objects;
    private final int lineBytesMax;

    public CaptureObjects(ObjectStore objects, int lineBytesMax) {
        this.objects = objects;
        this.lineBytesMax = lineBytesMax;
    }

    /** Takes a record; what it throws ends the reading. */
    @FunctionalInterface
    public interface Reader {
        void take(byte[] line) throws InterruptedException;
    }

    /** Keeps some records, in place of those that were kept under this id before. */
    public void put(String model, Instant oldest, String id, byte[] lines) {
        objects.put(CaptureKeys.object(model, oldest, id), lines);
    }

    /** Hands out the records of the range, without the ends of their lines. */
    public void read(CaptureRange range, Reader reader) throws InterruptedException {
        int left = range.limit();
        Instant begin = range.from().minus(SPAN_MAX);
        Optional<String> after = Optional.of(CaptureKeys.before(range.model(), begin));
        while (after.isPresent() && left > 0) {
            ObjectPage page = objects.list(CaptureKeys.model(range.model()), after.get());
            for (ObjectPage.Entry entry : page.entries()) {
                Optional<Instant> oldest = CaptureKeys.oldest(range.model(), entry.key());
                if (oldest.isPresent() && !oldest.get().isBefore(range.to())) {
                    return;
                }
                if (oldest.isPresent() && left > 0) {
                    left -= read(entry.key(), range, left, reader);
                }
            }
            after = page.next();
        }
    }

    /** How many were taken. */
    private int read(String key, CaptureRange range, int limit, Reader reader) throws InterruptedException {
        int taken = 0;
        try (ObjectRead object = objects.read(objects.own(key), 0, ObjectStore.TO_THE_END);
                LineReader lines = new LineReader(object.stream(), 1, lineBytesMax)) {
            while (taken < limit && lines.next()) {
                byte[] line = lines.bytes();
                if (RecordTime.of(line).filter(range::has).isPresent()) {
                    reader.take(line);
                    taken++;
                }
            }
        } catch (IOException broken) {
            throw new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, "The rest of the captures cannot be read at the moment.", broken);
        } catch (ServiceException failure) {
            if (failure.code() != ErrorCode.FILE_NOT_FOUND) { // removed since it was listed
                throw failure;
            }
        }
        return taken;
    }

    /** Removes, now and then, what was kept for so long. */
    public BackgroundLoop removing(Duration keep, InstantSource clock) {
        return BackgroundLoop.everyNext("removing old captures", REMOVAL_INTERVAL, () -> {
            int removed = removeBefore(clock.instant().minus(keep));
            if (removed > 0) {
                LOG.info("{} objects with captures were old and are removed", removed);
            }
        });
    }

    /** Removes what was written before; gives the number of objects. */
    int removeBefore(Instant time) {
        int removed = 0;
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            ObjectPage page = objects.list(CaptureKeys.CAPTURES, after.get());
            List<String> old = page.entries().stream().filter(entry -> entry.writtenAt().isBefore(time)).map(ObjectPage.Entry::key)
                    .toList();
            objects.delete(old);
            removed += old.size();
            after = page.next();
        }
        return removed;
    }
}
