package io.outrigger.metadata.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.registry.Fleet;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedStateTest {

    @Test
    void changesReplaceAddAndRemove() {
        FeedState state = FeedStates.of("r", 3, 3).with(
                List.of(new Change(4, Change.Entity.MODEL, "m-4", "w-4"), new Change(5, Change.Entity.MODEL, "m-1", "w-5"),
                        new Change(6, Change.Entity.FLEET, "f", "w-6"), new Change(7, Change.Entity.MODEL, "m-4", "w-7")),
                List.of(FeedStates.model(4)), List.of(new Fleet("f", "f:1", false, 6)), 5);

        assertThat(state.revision()).isEqualTo(7);
        assertThat(state.snapshot().models()).containsOnlyKeys("m-2", "m-3", "m-4");
        assertThat(state.snapshot().fleets()).containsOnlyKeys("f");
        assertThat(state.log()).extracting(Change::revision).containsExactly(3L, 4L, 5L, 6L, 7L);
        assertThat(state.changeAfter(4).getModelDeleted()).isEqualTo("m-1");
        assertThat(state.changeAfter(5).getFleetChanged().getAddress()).isEqualTo("f:1");
        assertThat(state.changeAfter(6).getModelChanged().getName()).isEqualTo("m-4");
    }

    @Test
    void whoMayResume() {
        FeedState state = FeedStates.of("r", 9, 4);

        assertThat(state.canResume("r", 9, "w-9")).isTrue();
        assertThat(state.canResume("r", 6, "w-6")).isTrue();
        assertThat(state.canResume("r", 5, "w-5")).isFalse();
        assertThat(state.canResume("r", 10, "w-10")).isFalse();
        assertThat(state.canResume("s", 9, "w-9")).isFalse();
        assertThat(state.canResume("r", 9, "lost-9")).as("of a history that the database has lost").isFalse();
        assertThat(state.canResume("r", 7, "")).as("of a watcher that does not know writes").isFalse();
        assertThat(FeedStates.of("r", 0, 0).canResume("r", 0, "")).as("0 asks for a snapshot").isFalse();
    }

    @Test
    void whatIsSentIsTheSameForAllWatchers() {
        FeedState state = FeedStates.of("r", 2_000, 4);
        FeedState next = state.with(List.of(new Change(2_001, Change.Entity.MODEL, "m-2", "w-2001")), List.of(), List.of(), 4);

        assertThat(state.snapshotParts()).isSameAs(state.snapshotParts()).hasSizeGreaterThan(1);
        assertThat(next.message("m-1").orElseThrow()).isSameAs(state.message("m-1").orElseThrow());
        assertThat(next.message("m-2")).isEmpty();
    }
}
