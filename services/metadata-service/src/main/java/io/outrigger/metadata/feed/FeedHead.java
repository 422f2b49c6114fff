package io.outrigger.metadata.feed;

import org.jdbi.v3.core.Handle;

/**
 * Which registry the database holds, and how far it is.
 *
 * @param writeId of the write that made the revision; empty where nothing was written yet
 */
public record FeedHead(String registryId, long revision, String writeId) {

    public static FeedHead read(Handle handle) {
        return handle.createQuery("""
                        SELECT id, revision, coalesce(write_id::text, '') AS write_id
                          FROM registry LEFT JOIN changes USING (revision)""")
                .map((row, context) -> new FeedHead(row.getString("id"), row.getLong("revision"), row.getString("write_id")))
                .one();
    }
}
