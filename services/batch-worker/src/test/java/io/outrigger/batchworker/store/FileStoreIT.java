package io.outrigger.batchworker.store;

import static io.outrigger.batchworker.store.Samples.NOW;
import static io.outrigger.batchworker.store.Samples.SHA256;
import static io.outrigger.batchworker.store.Samples.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobPriority;
import io.outrigger.chassis.errors.ServiceException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Uploaded files, and the jobs that read them. */
class FileStoreIT {

    @RegisterExtension
    static final StoreExtension store = new StoreExtension();

    private final FileStore files = new FileStore();

    @BeforeEach
    void clear() {
        store.clear();
    }

    @Test
    void aFileIsFoundByItsTenantAndListedNewestFirst() {
        StoredFile first = insert("acme", 0);
        StoredFile second = insert("acme", 1);
        insert("other", 2);
        assertThat(find("acme", first.id())).hasValue(first);
        assertThat(find("other", first.id())).isEmpty();
        assertThat(find("acme", first.id().replace("file-", "batch_"))).isEmpty();
        store.run(handle -> {
            assertThat(files.list(handle, "acme", Optional.empty(), Optional.empty(), 10)).containsExactly(second, first);
            assertThat(files.list(handle, "acme", Optional.of("batch"), Optional.of(second.id()), 10)).containsExactly(first);
            assertThat(files.list(handle, "acme", Optional.of("other"), Optional.empty(), 10)).isEmpty();
        });
        StoredFile bad = new StoredFile(first.id(), "acme", "a\0b", "batch", 1, SHA256, NOW, Optional.empty());
        assertThatThrownBy(() -> store.run(handle -> files.insert(handle, bad))).isInstanceOf(ServiceException.class);
    }

    @Test
    void aFileThatAJobStillReadsIsNotDeleted() {
        StoredFile file = insert("acme", 0);
        Job parent = Samples.submitted(NOW);
        store.run(handle -> {
            assertThat(files.hold(handle, "acme", file.id())).isPresent();
            store.jobs.insert(handle, parent, terms("acme", JobPriority.NORMAL,
                    new JobInput.ObjectInput("own", "files/" + file.id(), Optional.of(file.id()), Optional.empty())), Optional.empty());
        });
        assertThat(delete(file.id())).isEqualTo(FileDeletion.IN_USE);
        end(parent.id());
        Job retry = Samples.submitted(NOW);
        store.run(handle -> store.jobs.insert(
                handle, retry, terms("acme", JobPriority.NORMAL, new JobInput.FailedRowsOf(parent.id())), Optional.empty()));
        assertThat(delete(file.id())).as("the failed rows of a job that read it").isEqualTo(FileDeletion.IN_USE);
        assertThat(store.<List<String>>write(handle -> files.expire(handle, NOW.plusSeconds(200), 10))).isEmpty();
        end(retry.id());
        assertThat(delete(file.id())).isEqualTo(FileDeletion.DELETED);
        assertThat(delete(file.id())).isEqualTo(FileDeletion.UNKNOWN);
    }

    @Test
    void whatIsOverGoes() {
        StoredFile first = insert("acme", 0);
        StoredFile second = insert("acme", 50);
        assertThat(store.<List<String>>write(handle -> files.expire(handle, NOW.plusSeconds(120), 10))).containsExactly(first.id());
        assertThat(find("acme", second.id())).isPresent();
    }

    private StoredFile insert(String tenant, int seconds) {
        StoredFile file = new StoredFile(StoredId.newFile(NOW.plusSeconds(seconds)), tenant, "rows.jsonl", "batch", 17, SHA256,
                NOW.plusSeconds(seconds), Optional.of(NOW.plusSeconds(seconds + 100)));
        store.run(handle -> files.insert(handle, file));
        return file;
    }

    private Optional<StoredFile> find(String tenant, String id) {
        return store.write(handle -> files.find(handle, tenant, id));
    }

    private FileDeletion delete(String id) {
        return store.write(handle -> files.delete(handle, "acme", id));
    }

    private static void end(String job) {
        store.run(handle -> handle.execute("UPDATE jobs SET state = 'FAILED', ended_at = now() WHERE id = ?", StoredId.job(job)));
    }
}
