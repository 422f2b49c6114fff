package io.outrigger.metadata.access;

import io.outrigger.metadata.stream.Cursor;
import io.outrigger.proto.access.v1.WatchRequest;
import io.outrigger.proto.access.v1.WatchResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How far one watcher is: a revision of a registry and of its history, and nothing else is kept for it.
 *
 * <p>A watcher may know more than this instance does, when it comes from another one that was quicker. It waits then: only
 * when the database was looked at since and still is behind (it was restored from a copy) does it begin anew. It also does
 * where the write that it names as its last is none of this history.
 */
final class AccessCursor implements Cursor<WatchResponse> {

    /** Two, because the look that was under way when the watcher came may have begun before. */
    private static final int LOOKS_UNTIL_CURRENT = 2;

    private final Supplier<Optional<AccessState>> states;
    private final LongSupplier looks;
    private final long looksAtStart;
    private String registryId;
    private long sent;
    /** A state that the watcher has, or is in the middle of: a later one that does not follow it is of another history. */
    private long basis;
    private String basisWriteId;
    /** What was over by then it has never had, so it need not hear that it is over. */
    private long begunAt;
    private boolean whole;

    AccessCursor(WatchRequest request, Supplier<Optional<AccessState>> states, LongSupplier looks) {
        this.states = states;
        this.looks = looks;
        this.looksAtStart = looks.getAsLong();
        this.registryId = request.getRegistryId();
        this.sent = request.getRevision();
        this.basis = sent;
        this.basisWriteId = request.getWriteId();
    }

    @Override
    public Optional<WatchResponse> next() {
        // Before the state, so that the state is at least as new as what the count promises.
        long looked = looks.getAsLong();
        return states.get().flatMap(state -> next(state, looked));
    }

    private Optional<WatchResponse> next(AccessState state, long looked) {
        boolean ahead = registryId.equals(state.registryId()) && basis > state.revision();
        if (ahead && looked < looksAtStart + LOOKS_UNTIL_CURRENT) {
            return Optional.empty();
        }
        boolean anew = !state.follows(registryId, basis, basisWriteId);
        if (!anew && sent == state.revision()) {
            whole = true;
            return Optional.empty();
        }
        if (anew) {
            registryId = state.registryId();
            sent = 0;
            begunAt = state.revision();
        }
        basis = state.revision();
        basisWriteId = state.writeId();
        return Optional.of(part(state).setAnew(anew).build());
    }

    /** The next entries, as many as fit. */
    private WatchResponse.Builder part(AccessState state) {
        var part = new AccessPart();
        List<Entry> entries = state.entries();
        int index = state.indexAbove(sent);
        while (index < entries.size() && (isNoNews(entries.get(index)) || part.add(entries.get(index)))) {
            index++;
        }
        whole = index == entries.size();
        sent = whole ? state.revision() : entries.get(index - 1).revision();
        return part.message().setRegistryId(registryId).setRevision(sent).setWriteId(whole ? state.writeId() : "").setMore(!whole);
    }

    private boolean isNoNews(Entry entry) {
        return entry.isOver() && entry.revision() <= begunAt;
    }

    @Override
    public Optional<WatchResponse> heartbeat() {
        return whole
                ? Optional.of(WatchResponse.newBuilder().setRegistryId(registryId).setRevision(sent).setWriteId(basisWriteId).build())
                : Optional.empty();
    }
}
