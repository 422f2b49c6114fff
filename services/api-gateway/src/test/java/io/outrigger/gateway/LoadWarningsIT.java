package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.outrigger.chassis.audit.AuditLog;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.gateway.testing.Models;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.inference.RepositoryModelLoadResponse;
import io.outrigger.proto.inference.RepositoryModelUnloadRequest;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.LogLines;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a load or unload says of the registered versions that it leaves unserved. */
class LoadWarningsIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Metadata.Key<String> WARNING = Metadata.Key.of("x-outrigger-warning", Metadata.ASCII_STRING_MARSHALLER);

    @AfterEach
    void everythingIsReady() {
        GATEWAY.router().readyFor(any -> true);
    }

    @Test
    void aLoadThatTakesNothingDownSaysNothing() throws IOException {
        assertThat(post("load").toString()).isEqualTo("{}");
    }

    @Test
    void aLoadThatTakesDownWhatAnAliasPointsAtNamesBoth() throws IOException {
        GATEWAY.router().readyFor(asked -> !asked.message().getModelVersion().equals("1"));
        JsonNode warnings = post("load").path("warnings");

        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0).asText()).contains("After this load the model server does not serve v1 (alias stable) of model "
                + "'sample-classifier'", "503", "version_policy").doesNotContain("v2");
        assertThat(post("unload").at("/warnings/0").asText()).contains("After this unload").doesNotContain("version_policy");
    }

    @Test
    void aVersionThatIsServedUnderTheFoldersNameIsNamedByItsOwn() throws IOException {
        GATEWAY.register(Models.renamed());
        GATEWAY.router().readyFor(asked -> !asked.message().getModelName().equals("renamed"));
        List<String> warnings = new ArrayList<>();
        Eventually.isTrue(() -> {
            post("load").path("warnings").forEach(warning -> warnings.add(warning.asText()));
            return !warnings.isEmpty();
        });

        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst()).contains("v5 (aliases canary, stable) of model 'renamed'");
    }

    @Test
    void whoHasLoadedIsNotedOverBothProtocolsAndNotWhoWasRefused() throws IOException {
        try (LogLines audit = LogLines.of(AuditLog.NAME)) {
            post("load");
            GATEWAY.stub("admin").repositoryModelUnload(RepositoryModelUnloadRequest.newBuilder().setModelName("other").build());
            GATEWAY.status("POST", "/v2/repository/models/sample-classifier/load", GATEWAY.tokens().with("infer"));

            assertThat(audit.lines()).extracting(LogLines.Line::message)
                    .containsExactly("repository.load repository/sample-classifier", "repository.unload repository/other");
            assertThat(audit.lines()).allSatisfy(line -> assertThat(line.fields())
                    .containsEntry("subject", "tester").containsEntry("tenant", "team-a").containsKey("correlation_id"));
        }
    }

    @Test
    void overGrpcTheWarningIsATrailerAndTheAnswerIsAsStockClientsKnowIt() {
        GATEWAY.router().readyFor(asked -> !asked.message().getModelVersion().equals("1"));
        AtomicReference<Metadata> headers = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        RepositoryModelLoadResponse answer = GATEWAY.stub("admin")
                .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
                .repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName("sample-classifier").build());

        assertThat(answer).isEqualTo(RepositoryModelLoadResponse.getDefaultInstance());
        assertThat(trailers.get().getAll(WARNING)).hasSize(1).first().asString().contains("v1 (alias stable)");
    }

    private static JsonNode post(String act) throws IOException {
        HttpResponse<byte[]> response = GATEWAY.send(
                GATEWAY.request("/v2/repository/models/sample-classifier/" + act, GATEWAY.tokens().with("admin"))
                        .POST(HttpRequest.BodyPublishers.noBody()).build());
        assertThat(response.statusCode()).as(new String(response.body())).isEqualTo(200);
        return JSON.readTree(response.body());
    }
}
