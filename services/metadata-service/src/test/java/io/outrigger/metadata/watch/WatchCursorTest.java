package io.outrigger.metadata.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.metadata.feed.FeedState;
import io.outrigger.metadata.feed.FeedStates;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchCursorTest {

    @Test
    void aNewWatcherGetsASnapshotAndThenTheChanges() {
        var cursor = new WatchCursor(WatchRequest.getDefaultInstance(), 1);
        List<WatchResponse> first = drain(cursor, FeedStates.of("r", 3, 1), 1);
        assertThat(first).hasSize(1);
        assertThat(first.getFirst().getSnapshot().getComplete()).isTrue();
        assertThat(first.getFirst().getSnapshot().getModelsCount()).isEqualTo(3);

        List<WatchResponse> next = drain(cursor, FeedStates.of("r", 5, 5), 2);
        assertThat(next).extracting(event -> event.getChange().getRevision()).containsExactly(4L, 5L);
        assertThat(cursor.heartbeat().getHeartbeat().getRevision()).isEqualTo(5);
    }

    @Test
    void oneThatIsOlderThanTheLogGetsASnapshot() {
        assertThat(drain(at("r", 3), FeedStates.of("r", 9, 7), 1)).extracting(event -> event.getChange().getRevision()).first()
                .isEqualTo(4L);
        assertThat(drain(at("r", 2), FeedStates.of("r", 9, 7), 1)).singleElement().matches(WatchResponse::hasSnapshot);
        assertThat(drain(at("other", 5), FeedStates.of("r", 9, 7), 1)).singleElement().matches(WatchResponse::hasSnapshot);
    }

    @Test
    void oneThatKnowsMoreWaitsUntilTheDatabaseWasLookedAtSince() {
        var cursor = at("r", 6);
        assertThat(drain(cursor, FeedStates.of("r", 5, 5), 1)).isEmpty();
        assertThat(drain(cursor, FeedStates.of("r", 7, 7), 2)).singleElement().matches(event -> event.getChange().getRevision() == 7);

        var beforeTheRestore = at("r", 6);
        assertThat(drain(beforeTheRestore, FeedStates.of("r", 5, 5), 3)).singleElement().matches(WatchResponse::hasSnapshot);
    }

    @Test
    void oneOfALostFutureGetsASnapshotAlsoWhereTheRegistryHasGrownPastIt() {
        assertThat(drain(at("r", 6), FeedStates.of("r", 9, 9, "restored"), 1)).singleElement().matches(WatchResponse::hasSnapshot);
        assertThat(drain(at("r", 6), FeedStates.of("r", 6, 6, "restored"), 1)).singleElement().matches(WatchResponse::hasSnapshot);

        var watching = at("r", 6);
        assertThat(drain(watching, FeedStates.of("r", 7, 7), 1)).singleElement().matches(WatchResponse::hasChange);
        List<WatchResponse> anew = drain(watching, FeedStates.of("r", 9, 9, "restored"), 2);
        assertThat(anew).singleElement().matches(event -> event.getSnapshot().getWriteId().equals("restored-9"));
        assertThat(drain(watching, FeedStates.of("r", 10, 10, "restored"), 3)).singleElement()
                .matches(event -> event.getChange().getWriteId().equals("restored-10"));
    }

    @Test
    void aLargeRegistryComesInParts() {
        List<WatchResponse> parts = drain(at("", 0), FeedStates.of("r", 20_000, 10), 1);

        assertThat(parts).hasSizeGreaterThan(1).allMatch(WatchResponse::hasSnapshot);
        assertThat(parts.stream().filter(part -> part.getSnapshot().getComplete())).containsExactly(parts.getLast());
        assertThat(parts.stream().mapToInt(part -> part.getSnapshot().getModelsCount()).sum()).isEqualTo(20_000);
        assertThat(parts).allMatch(part -> part.getSerializedSize() < 80 << 10);
    }

    @Test
    void anEmptyRegistryIsToldOnce() {
        var cursor = at("", 0);

        assertThat(cursor.next(FeedStates.of("r", 0, 0), 1)).hasValueSatisfying(event -> assertThat(event.hasSnapshot()).isTrue());
        assertThat(cursor.next(FeedStates.of("r", 0, 0), 1)).isEmpty();
        assertThat(cursor.next(FeedStates.of("r", 1, 1), 2)).isPresent();
        assertThat(cursor.next(FeedStates.of("r", 1, 1), 2)).isEmpty();
    }

    @Test
    void noHeartbeatGoesAmongThePartsOfASnapshot() {
        var cursor = at("r", 3);
        FeedState large = FeedStates.of("r", 20_000, 10);
        assertThat(cursor.isInSnapshot()).isFalse();
        assertThat(cursor.next(large, 1)).isPresent();

        assertThat(cursor.isInSnapshot()).isTrue();
        assertThat(drain(cursor, large, 1)).isNotEmpty();
        assertThat(cursor.isInSnapshot()).isFalse();
    }

    private static WatchCursor at(String registry, long revision) {
        return new WatchCursor(WatchRequest.newBuilder().setRegistryId(registry).setResumeAfterRevision(revision)
                .setWriteId("w-" + revision).build(), 1);
    }

    private static List<WatchResponse> drain(WatchCursor cursor, FeedState state, long looks) {
        List<WatchResponse> events = new ArrayList<>();
        for (Optional<WatchResponse> next = cursor.next(state, looks); next.isPresent(); next = cursor.next(state, looks)) {
            events.add(next.get());
        }
        return events;
    }
}
