package io.outrigger.registryview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ModelMappingTest {

    @Test
    void aModelSurvivesTheWayThereAndBack() {
        Model model = Examples.model("m", 7);

        assertThat(ModelMapping.fromProto(ModelMapping.toProto(model))).isEqualTo(model);
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
