package io.outrigger.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.metadata.testing.RegistryExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The document says what the registry does; that each answer is in it, {@link RegistryExtension} sees to in every class. */
class DocumentationIT {

    @RegisterExtension
    static final RegistryExtension REGISTRY = RegistryExtension.instances(1);

    @Test
    void theDocumentHasEveryRouteAndNoOther() {
        assertThat(REGISTRY.document().differencesFrom(RegistryAccess.TABLE)).isEmpty();
    }

    @Test
    void theDocumentHasEveryErrorCodeAndNoOther() {
        assertThat(REGISTRY.document().differencesFromErrorCodes()).isEmpty();
    }

    @Test
    void thePageIsOpen() {
        assertThat(REGISTRY.rest().as(null).get("/openapi/ui").text()).contains("swagger-ui");
        assertThat(REGISTRY.rest().as(null).get("/openapi/ui/start.js").status()).isEqualTo(200);
    }
}
