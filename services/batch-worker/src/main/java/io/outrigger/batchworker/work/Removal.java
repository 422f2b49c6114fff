package io.outrigger.batchworker.work;

import io.outrigger.batchworker.objects.ObjectPage;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.store.FileStore;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobSweep;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Removes what nobody is to see any more: ended jobs and files whose time is over, and objects that belong to nothing since somebody
 * was killed between writing one and noting it. Objects go first, so that what is still to be done is found in the database.
 */
final class Removal {

    private static final int JOBS_AT_ONCE = 50;
    private static final int CHUNKS_AT_ONCE = 1_000;
    /** Whoever has written an object has noted it by then, or never will. */
    private static final Duration ORPHAN_AGE = Duration.ofDays(1);
    /** No upload may take so long: a stream ends before. */
    private static final Duration UPLOAD_AGE = Duration.ofDays(2);

    private final JobDatabase database;
    private final JobSweep sweep;
    private final FileStore files;
    private final ObjectStore objects;
    private final InstantSource clock;

    Removal(JobDatabase database, JobSweep sweep, FileStore files, ObjectStore objects, InstantSource clock) {
        this.database = database;
        this.sweep = sweep;
        this.files = files;
        this.objects = objects;
        this.clock = clock;
    }

    void removeExpired() {
        database.write(handle -> sweep.expire(handle, clock.instant(), JOBS_AT_ONCE));
        EachAlone.of(database.readEach(handle -> sweep.deleted(handle, JOBS_AT_ONCE)), this::removeJob);
        List<String> over = database.write(handle -> files.expire(handle, clock.instant(), JOBS_AT_ONCE));
        if (!over.isEmpty()) {
            objects.delete(over.stream().map(ObjectKeys::file).toList());
        }
    }

    private void removeJob(String id) {
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            ObjectPage page = objects.list(ObjectKeys.job(id), after.get());
            objects.delete(page.entries().stream().map(ObjectPage.Entry::key).toList());
            after = page.next();
        }
        boolean gone;
        do {
            gone = database.write(handle -> sweep.remove(handle, id, CHUNKS_AT_ONCE));
        } while (!gone);
    }

    /** Looks through all objects and begun uploads; gives how many belonged to nothing. */
    int removeOrphans() {
        return objects.removeAbandonedUploads(UPLOAD_AGE)
                + removeOrphans(ObjectKeys.FILES, ids -> database.readEach(handle -> files.known(handle, ids)))
                + removeOrphans(ObjectKeys.JOBS, ids -> database.readEach(handle -> sweep.known(handle, ids)));
    }

    private int removeOrphans(String prefix, Function<List<String>, Set<String>> known) {
        Instant old = clock.instant().minus(ORPHAN_AGE);
        int removed = 0;
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            ObjectPage page = objects.list(prefix, after.get());
            List<ObjectPage.Entry> aged = page.entries().stream().filter(entry -> entry.writtenAt().isBefore(old)).toList();
            Set<String> ids = aged.stream().map(entry -> ObjectKeys.owner(entry.key())).collect(Collectors.toSet());
            Set<String> there = ids.isEmpty() ? Set.of() : known.apply(new ArrayList<>(ids));
            List<String> orphans = aged.stream().map(ObjectPage.Entry::key).filter(key -> !there.contains(ObjectKeys.owner(key))).toList();
            objects.delete(orphans);
            removed += orphans.size();
            after = page.next();
        }
        return removed;
    }
}
