package io.outrigger.orchestrator.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelInstanceGroup;
import io.outrigger.proto.inference.ModelInstanceGroup.Kind;
import org.junit.jupiter.api.Test;

class InstanceQueriesTest {

    @Test
    void aServerRunsTheInstancesOfAllItsGroupsOnAllTheirGpus() {
        assertThat(of(group(2, Kind.KIND_CPU))).isEqualTo(2);
        assertThat(of(group(2, Kind.KIND_GPU).addGpus(0).addGpus(1), group(1, Kind.KIND_CPU))).isEqualTo(5);
        assertThat(of(group(3, Kind.KIND_GPU))).isEqualTo(3);
    }

    @Test
    void aGroupThatSaysNoNumberHasOne() {
        assertThat(of(group(0, Kind.KIND_AUTO))).isEqualTo(1);
        assertThat(of(group(-7, Kind.KIND_CPU))).isEqualTo(1);
    }

    @Test
    void instancesThatTakeNoRequestsDoNotCount() {
        assertThat(of(group(4, Kind.KIND_CPU).setPassive(true), group(1, Kind.KIND_CPU))).isEqualTo(1);
    }

    @Test
    void aConfigurationWithoutGroupsSaysNothing() {
        assertThat(InstanceQueries.ofOneServer(ModelConfig.getDefaultInstance())).isZero();
    }

    private static long of(ModelInstanceGroup.Builder... groups) {
        ModelConfig.Builder config = ModelConfig.newBuilder();
        for (ModelInstanceGroup.Builder group : groups) {
            config.addInstanceGroup(group);
        }
        return InstanceQueries.ofOneServer(config.build());
    }

    private static ModelInstanceGroup.Builder group(int count, Kind kind) {
        return ModelInstanceGroup.newBuilder().setCount(count).setKind(kind);
    }
}
