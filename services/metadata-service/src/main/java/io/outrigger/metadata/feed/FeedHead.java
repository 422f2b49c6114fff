package io.outrigger.metadata.feed;

import org.jdbi.v3.core.Handle;

/** Which registry the database holds, and how far it is. */
public record FeedHead(String registryId, long revision) {

    public static FeedHead read(Handle handle) {
        return handle.createQuery("SELECT id, revision FROM registry")
                .map((row, context) -> new FeedHead(row.getString("id"), row.getLong("revision")))
                .one();
    }
}
