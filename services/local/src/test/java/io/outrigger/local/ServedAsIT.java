package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.grpc.stub.StreamObserver;
import io.outrigger.client.RestAnswer;
import io.outrigger.proto.inference.ModelConfigRequest;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelMetadataRequest;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.ModelStatistics;
import io.outrigger.proto.inference.ModelStatisticsRequest;
import io.outrigger.testing.Eventually;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.Collections;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A registered version that is another model's version on the server, asked in every way; and an adapter that comes later. */
class ServedAsIT {

    private static final String MODEL = "Digits-Again";

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    private static final byte[] PICTURE = Repository.bytes(Repository.PICTURES.resolve("7-1.png"));

    @BeforeAll
    static void register() {
        RestAnswer registered = platform.admin().post(platform.admin().registry("/v1/models"), """
                {"name":"%s","version":7,"framework":"onnx","endpoint":"%s","served_as":{"model":"sample-classifier","version":2}}"""
                .formatted(MODEL, platform.access().modelServerGrpc()));
        assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
        Eventually.passes(() -> assertThat(
                platform.rest().get(platform.rest().gateway("/v2/models/" + MODEL + "/ready")).status()).isEqualTo(200));
    }

    @Test
    void itAnswersWhatTheOtherAnswersUnderItsOwnName() {
        try (StockClient gateway = platform.grpc()) {
            ModelInferRequest request = StockClient.request("", Digits.pixels(PICTURE)).build();
            ModelInferResponse own = gateway.infer(request.toBuilder().setModelName(MODEL).build());
            ModelInferResponse other = gateway.infer(request.toBuilder().setModelVersion("2").build());

            assertThat(own.getModelName()).isEqualTo(MODEL);
            assertThat(own.getModelVersion()).isEqualTo("7");
            assertThat(StockClient.floats(own)).isEqualTo(StockClient.floats(other));
        }
        String ones = Collections.nCopies(784, "1").toString();
        RestAnswer rest = platform.rest().post(platform.rest().gateway("/v2/models/" + MODEL + "/versions/7/infer"), """
                {"inputs":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","data":%s}]}""".formatted(ones));
        assertThat(rest.status()).as(rest.toString()).isEqualTo(200);
        assertThat(rest.json().path("model_name").asText()).isEqualTo(MODEL);
        assertThat(rest.json().path("model_version").asText()).isEqualTo("7");
    }

    @Test
    void aStreamAnswersUnderItsNameToo() throws Exception {
        try (StockClient gateway = platform.grpc()) {
            var answers = new LinkedBlockingQueue<ModelInferResponse>();
            StreamObserver<ModelInferRequest> stream = gateway.stream(answers::add);
            stream.onNext(StockClient.request("7", Digits.pixels(PICTURE)).setModelName(MODEL).build());
            ModelInferResponse answer = answers.poll(30, TimeUnit.SECONDS);
            stream.onCompleted();

            assertThat(answer).isNotNull();
            assertThat(answer.getModelName()).isEqualTo(MODEL);
            assertThat(answer.getModelVersion()).isEqualTo("7");
        }
    }

    @Test
    void questionsAboutItAreAnsweredUnderItsName() {
        try (StockClient gateway = platform.grpc()) {
            ModelReadyRequest ready = ModelReadyRequest.newBuilder().setName(MODEL).setVersion("7").build();
            assertThat(gateway.stub().modelReady(ready).getReady()).isTrue();
            assertThat(gateway.stub().modelMetadata(ModelMetadataRequest.newBuilder().setName(MODEL).build()).getVersionsList())
                    .containsExactly("7");
            assertThat(gateway.stub().modelConfig(ModelConfigRequest.newBuilder().setName(MODEL).build()).getConfig().getName())
                    .isEqualTo(MODEL);
            assertThat(gateway.stub().modelStatistics(ModelStatisticsRequest.newBuilder().setName(MODEL).setVersion("7").build())
                    .getModelStatsList()).extracting(ModelStatistics::getName, ModelStatistics::getVersion)
                    .containsExactly(tuple(MODEL, "7"));
        }
    }

    @Test
    void givenAnAdapterItTakesPictures() {
        String infer = """
                {"model":"%s","input":{"image":"%s"}}""".formatted(MODEL, Base64.getEncoder().encodeToString(PICTURE));
        RestCalls rest = platform.rest();
        assertThat(rest.post(rest.gateway("/v1/infer"), infer).json().path("code").asText()).isEqualTo("image_not_supported");
        String adapter = rest.get(rest.registry("/v1/models/sample-classifier/versions/v2")).json().path("adapter").toString();

        RestAnswer given = platform.admin().send(platform.admin().registry("/v1/models/" + MODEL + "/versions/v7/adapter")
                .header("Content-Type", "application/json").PUT(BodyPublishers.ofString(adapter)));

        assertThat(given.status()).as(given.toString()).isEqualTo(201);
        Eventually.passes(() -> {
            RestAnswer answer = rest.post(rest.gateway("/v1/infer"), infer);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.json().at("/classification/0/label").asText()).isEqualTo("7");
            assertThat(answer.json().path("version").asText()).isEqualTo("v7");
        });
    }
}
