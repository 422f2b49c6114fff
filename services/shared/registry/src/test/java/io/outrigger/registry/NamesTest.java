package io.outrigger.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "-a", "_a", "ä", "a/b", "a b", "a\n", "a\u0000"})
    void namesThatCouldMeanSomethingElseAreRefused(String name) {
        assertThatThrownBy(() -> Names.model(name)).isInstanceOf(ServiceException.class);
        assertThatThrownBy(() -> Names.alias(name)).isInstanceOf(ServiceException.class);
        assertThatThrownBy(() -> Names.fleet(name)).isInstanceOf(ServiceException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v3", "v03", "3", "v99999999999999999999"})
    void anAliasDoesNotLookLikeAVersion(String name) {
        assertThatThrownBy(() -> Names.alias(name)).isInstanceOf(ServiceException.class);
    }

    @Test
    void ordinaryNamesAreFine() {
        assertThat(Names.model("sample-classifier_2.onnx")).isEqualTo("sample-classifier_2.onnx");
        assertThat(Names.model("7b")).isEqualTo("7b");
        assertThat(Names.model("ResNet50-v1.5_FP16")).isEqualTo("ResNet50-v1.5_FP16");
        assertThatThrownBy(() -> Names.alias("Stable")).isInstanceOf(ServiceException.class);
        assertThatThrownBy(() -> Names.fleet("GPU")).isInstanceOf(ServiceException.class);
        assertThat(Names.alias("v3-candidate")).isEqualTo("v3-candidate");
        assertThat(Names.fleet("gpu-a100")).isEqualTo("gpu-a100");
        assertThat(Names.model("a".repeat(128))).hasSize(128);
        assertThatThrownBy(() -> Names.model("a".repeat(129))).isInstanceOf(ServiceException.class);
    }
}
