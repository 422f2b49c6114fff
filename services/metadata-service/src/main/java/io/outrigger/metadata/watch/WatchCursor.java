package io.outrigger.metadata.watch;

import io.outrigger.metadata.feed.FeedState;
import io.outrigger.proto.registry.v1.Heartbeat;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;

/**
 * How far one watcher is, and what it gets next; no thread and no stream in it.
 *
 * <p>A watcher may know more than this instance does, when it comes from another one that was quicker. It waits then: only
 * when the database was looked at since and still is behind (it was restored from a copy) does the watcher get the older state.
 * A copy that has grown past the watcher since is told by the write that the watcher names, which is not in the log.
 */
final class WatchCursor {

    /** Two, because the look that was under way when the watcher came may have begun before. */
    private static final int LOOKS_UNTIL_CURRENT = 2;

    private final long looksAtStart;
    private String registryId;
    private long sent;
    /** Of the write that made the revision: without it nobody can tell whether the registry's history had it. */
    private String writeId;
    private Iterator<WatchResponse> parts = Collections.emptyIterator();
    /** Whether a snapshot was sent: from then on revision 0, an empty registry's, is a revision like others. */
    private boolean told;

    WatchCursor(WatchRequest request, long looks) {
        this.registryId = request.getRegistryId();
        this.sent = request.getResumeAfterRevision();
        this.writeId = request.getWriteId();
        this.looksAtStart = looks;
    }

    /** The next message, if there is one to send. */
    Optional<WatchResponse> next(FeedState state, long looks) {
        if (parts.hasNext()) {
            return Optional.of(parts.next());
        }
        boolean ahead = registryId.equals(state.registryId()) && sent > state.revision();
        if (ahead && looks < looksAtStart + LOOKS_UNTIL_CURRENT) {
            return Optional.empty();
        }
        if (told && sent == state.revision() && registryId.equals(state.registryId()) && writeId.equals(state.writeId())) {
            return Optional.empty();
        }
        if (!state.canResume(registryId, sent, writeId)) {
            told = true;
            registryId = state.registryId();
            sent = state.revision();
            writeId = state.writeId();
            parts = state.snapshotParts().iterator();
            return Optional.of(parts.next());
        }
        if (sent == state.revision()) {
            return Optional.empty();
        }
        var change = state.changeAfter(sent);
        sent = change.getRevision();
        writeId = change.getWriteId();
        return Optional.of(WatchResponse.newBuilder().setChange(change).build());
    }

    /** Whether a snapshot is under way: a heartbeat among its parts would tell the watcher that its old copy is the new one. */
    boolean isInSnapshot() {
        return parts.hasNext();
    }

    /** The heartbeat of a watcher to whom everything was sent. */
    WatchResponse heartbeat() {
        return WatchResponse.newBuilder().setHeartbeat(Heartbeat.newBuilder().setRevision(sent)).build();
    }
}
