package io.outrigger.registryview;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.proto.registry.v1.Change;
import io.outrigger.proto.registry.v1.Heartbeat;
import io.outrigger.proto.registry.v1.Snapshot;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.FleetMapping;
import io.outrigger.registry.ModelMapping;
import org.junit.jupiter.api.Test;

class ViewStateTest {

    private final ViewState state = new ViewState();

    @Test
    void aSnapshotCountsWhenItsLastPartHasCome() {
        assertThat(state.apply(part(5, false, "a"))).isFalse();
        assertThat(state.loaded()).isFalse();
        assertThat(state.apply(part(5, true, "b"))).isTrue();

        assertThat(state.loaded()).isTrue();
        assertThat(state.snapshot().models()).containsOnlyKeys("a", "b");
        assertThat(state.nextRequest()).isEqualTo(resume(5, "w-5"));
    }

    @Test
    void whatIsAskedForNextNamesTheWriteOfTheLastChange() {
        state.apply(part(5, true, "a"));
        apply(change(6).setModelDeleted("a"));
        assertThat(state.nextRequest()).isEqualTo(resume(6, "w-6"));
        state.apply(part(3, true, "restored"));

        assertThat(state.nextRequest()).isEqualTo(resume(3, "w-3"));
    }

    private static WatchRequest resume(long revision, String writeId) {
        return WatchRequest.newBuilder().setResumeAfterRevision(revision).setRegistryId("r").setWriteId(writeId).build();
    }

    @Test
    void aBrokenSnapshotLeavesNothingBehind() {
        state.apply(part(5, true, "a"));
        state.apply(part(9, false, "half"));
        state.nextRequest();
        state.apply(part(10, true, "b"));

        assertThat(state.snapshot().models()).containsOnlyKeys("b");
    }

    @Test
    void changesAreAppliedOnceAndInOrder() {
        state.apply(part(5, true, "a"));
        assertThat(apply(change(6).setModelChanged(ModelMapping.toProto(Examples.model("b", 6))))).isTrue();
        assertThat(apply(change(6).setModelDeleted("a"))).as("seen already").isFalse();
        apply(change(7).setFleetChanged(FleetMapping.toProto(new Fleet("f", "f:1", false, 7))));
        apply(change(8).setModelDeleted("a"));
        assertThat(state.snapshot().models()).containsOnlyKeys("b");
        assertThat(state.snapshot().fleets()).containsOnlyKeys("f");
        apply(change(9).setFleetDeleted("f"));

        assertThat(state.snapshot().fleets()).isEmpty();
        assertThat(state.snapshot().revision()).isEqualTo(9);
    }

    @Test
    void whatAModelOrAFleetSaysOfItselfIsFollowed() {
        state.apply(part(5, true, "a"));
        assertThat(state.snapshot().models().get("a").batching()).isEqualTo(Batching.ON);
        apply(change(6).setModelChanged(ModelMapping.toProto(Examples.model("a", 6)).toBuilder().setBatchingOff(true)));
        apply(change(7).setFleetChanged(FleetMapping.toProto(new Fleet("f", "f:1", false, 4, 7))));

        assertThat(state.snapshot().models().get("a").batching()).isEqualTo(Batching.OFF);
        assertThat(state.snapshot().fleets().get("f").replicas()).isEqualTo(4);
    }

    @Test
    void aChangeBeforeTheFirstSnapshotMeansNothing() {
        assertThat(apply(change(6).setModelChanged(ModelMapping.toProto(Examples.model("b", 6))))).isFalse();
        assertThat(state.snapshot()).isEqualTo(RegistrySnapshot.EMPTY);
    }

    @Test
    void aHeartbeatMovesTheRevisionAndNothingElse() {
        state.apply(part(5, true, "a"));
        assertThat(state.apply(WatchResponse.newBuilder().setHeartbeat(Heartbeat.newBuilder().setRevision(8)).build())).isFalse();

        assertThat(state.snapshot().revision()).isEqualTo(8);
        assertThat(state.snapshot().models()).containsOnlyKeys("a");
    }

    @Test
    void anotherRegistrysSnapshotReplacesAllEvenWithALowerRevision() {
        state.apply(part(50, true, "a"));
        state.apply(part(2, true, "b"));

        assertThat(state.snapshot().models()).containsOnlyKeys("b");
        assertThat(state.snapshot().revision()).isEqualTo(2);
    }

    @Test
    void aModelThatIsNotUnderstoodIsLeftOutAndTheOthersStay() {
        state.apply(part(5, true, "a", "b"));
        var strange = ModelMapping.toProto(Examples.model("a", 6)).toBuilder().setStrategyValue(99);
        apply(change(6).setModelChanged(strange));

        assertThat(state.snapshot().models()).containsOnlyKeys("b");
    }

    private boolean apply(Change.Builder change) {
        return state.apply(WatchResponse.newBuilder().setChange(change).build());
    }

    private static WatchResponse part(long revision, boolean complete, String... models) {
        var snapshot = Snapshot.newBuilder().setRevision(revision).setRegistryId("r").setWriteId("w-" + revision)
                .setComplete(complete);
        for (String model : models) {
            snapshot.addModels(ModelMapping.toProto(Examples.model(model, revision)));
        }
        return WatchResponse.newBuilder().setSnapshot(snapshot).build();
    }

    private static Change.Builder change(long revision) {
        return Change.newBuilder().setRevision(revision).setWriteId("w-" + revision);
    }
}
