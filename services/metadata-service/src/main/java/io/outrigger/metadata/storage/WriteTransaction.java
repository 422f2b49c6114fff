package io.outrigger.metadata.storage;

import org.jdbi.v3.core.Handle;

/**
 * One change to the registry, or several that belong together.
 *
 * <p>The transaction holds the row that counts revisions from its first statement on, so writers run one after the other,
 * what they read is the newest, and revisions become visible in order. Each changed model or fleet takes one revision and one
 * row of the change log; the notification goes out with the commit.
 */
public final class WriteTransaction {

    /** The channel that instances listen on. */
    static final String CHANNEL = "outrigger_registry";

    private final Handle handle;
    private final long before;
    private long revision;

    WriteTransaction(Handle handle) {
        this.handle = handle;
        this.before = handle.createQuery("SELECT revision FROM registry FOR UPDATE").mapTo(Long.class).one();
        this.revision = before;
    }

    public Handle handle() {
        return handle;
    }

    /** Notes that a model was written or deleted, and gives the revision that it has from now on. */
    public long changedModel(String name) {
        return changed("model", name);
    }

    /** Notes that a fleet was written or deleted, and gives the revision that it has from now on. */
    public long changedFleet(String name) {
        return changed("fleet", name);
    }

    private long changed(String entity, String name) {
        revision++;
        handle.createUpdate("INSERT INTO changes (revision, entity, name) VALUES (:revision, :entity, :name)")
                .bind("revision", revision)
                .bind("entity", entity)
                .bind("name", name)
                .execute();
        return revision;
    }

    /** Whether anything was changed. */
    boolean changed() {
        return revision > before;
    }

    /** The newest revision that it takes. */
    long revision() {
        return revision;
    }

    /**
     * The last act before the commit: the new revision, the bound of the log, the call to the other instances.
     *
     * @param changesKept how many changes a watcher may have missed; the one before them stays too, since it says in which history that
     *        watcher is
     */
    void finish(int changesKept) {
        if (!changed()) {
            return;
        }
        handle.createUpdate("UPDATE registry SET revision = :revision").bind("revision", revision).execute();
        handle.createUpdate("DELETE FROM changes WHERE revision < :oldest").bind("oldest", revision - changesKept).execute();
        handle.createQuery("SELECT pg_notify(:channel, :payload)")
                .bind("channel", CHANNEL)
                .bind("payload", Long.toString(revision))
                .mapTo(String.class)
                .one();
    }
}
