package io.outrigger.metadata.storage;

import org.jdbi.v3.core.Handle;

/**
 * One change to the keys and limits. It holds the row that counts their revisions from its first statement on, as
 * {@link WriteTransaction} does for models: what it reads is the newest, and no revision becomes visible before a lower one.
 */
public final class AccessTransaction {

    /** The channel that instances listen on. */
    static final String CHANNEL = "outrigger_access";

    /** How many writes a watcher may have missed and still go on where it was. */
    private static final int WRITES_KEPT = 5_000;

    private final Handle handle;
    private final long before;
    private long revision;

    AccessTransaction(Handle handle) {
        this.handle = handle;
        this.before = handle.createQuery("SELECT revision FROM access_head FOR UPDATE").mapTo(Long.class).one();
        this.revision = before;
    }

    public Handle handle() {
        return handle;
    }

    /** The revision of the next row that is written. */
    public long nextRevision() {
        revision++;
        return revision;
    }

    /** The last act before the commit: the new revision, the id of the write, the call to all instances. */
    void finish() {
        if (revision > before) {
            handle.createUpdate("UPDATE access_head SET revision = :revision").bind("revision", revision).execute();
            handle.createUpdate("INSERT INTO access_writes (revision) VALUES (:revision)").bind("revision", revision).execute();
            handle.createUpdate("DELETE FROM access_writes WHERE revision < :oldest").bind("oldest", revision - WRITES_KEPT).execute();
            handle.createQuery("SELECT pg_notify(:channel, :payload)")
                    .bind("channel", CHANNEL)
                    .bind("payload", Long.toString(revision))
                    .mapTo(String.class)
                    .one();
        }
    }
}
