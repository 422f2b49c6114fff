package io.outrigger.registryview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelMappingTest {

    @Test
    void aModelSurvivesTheWayThereAndBack() {
        Model model = Examples.model("m", 7);

        assertThat(ModelMapping.fromProto(ModelMapping.toProto(model))).isEqualTo(model);
        Version other = new Version(9, "onnx", Optional.empty(), Examples.SIGNATURE, Adapter.NONE, List.of("default"),
                Instant.parse("2026-01-02T03:04:05Z"), Optional.of(new ServedAs("resnet/FP16", 2)));
        Model servedAs = Model.of("m", "", Model.STABLE, Strategy.ROUND_ROBIN, List.of(other), List.of(), 8);
        assertThat(ModelMapping.fromProto(ModelMapping.toProto(servedAs))).isEqualTo(servedAs);
        assertThat(ServedAs.ofText(other.onServer("m").text())).isEqualTo(other.servedAs());
        assertThat(ServedAs.ofText("")).isEmpty();
        var fleet = new Fleet("split", "mesh:8001", true, 3);
        assertThat(FleetMapping.fromProto(FleetMapping.toProto(fleet))).isEqualTo(fleet);
    }

    @Test
    void whatANewerRegistrySaysAndThisOneDoesNotKnowIsRefused() {
        var message = ModelMapping.toProto(Examples.model("m", 7)).toBuilder();
        assertThatThrownBy(() -> ModelMapping.fromProto(message.clone().setStrategyValue(99).build()))
                .isInstanceOf(IllegalArgumentException.class);
        var datatype = message.clone();
        datatype.getVersionsBuilder(0).getSignatureBuilder().getInputsBuilder(0).setDatatype("FP4");
        assertThatThrownBy(() -> ModelMapping.fromProto(datatype.build())).isInstanceOf(IllegalArgumentException.class);
        var filter = message.clone();
        filter.getVersionsBuilder(0).getAdapterBuilder().getImageBuilder().setFilter("lanczos");
        assertThatThrownBy(() -> ModelMapping.fromProto(filter.build())).isInstanceOf(IllegalArgumentException.class);
    }
}
