package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.testing.Eventually;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The router is gone: requests are refused at once with a reason, and health says so without a word about the inside. */
class RouterAwayIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    @BeforeAll
    static void stopTheRouter() {
        GATEWAY.router().close();
    }

    @Test
    void refusesWithAReasonAndAWait() {
        HttpResponse<byte[]> response = GATEWAY.postJson("/v1/infer", """
                {"model":"plain","input":{"tensors":[
                 {"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},
                 {"name":"b","shape":[1,2],"datatype":"INT64","data":[5,6]}]}}""");

        assertThat(response.statusCode()).as(new String(response.body())).isEqualTo(503);
        assertThat(new String(response.body())).contains("model-router", "dependency_unavailable").doesNotContain("127.0.0.1", "io.grpc");
        assertThat(response.headers().firstValue("retry-after")).isPresent();
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class,
                () -> GATEWAY.stub("infer").modelReady(ModelReadyRequest.newBuilder().setName("plain").build()));
        assertThat(refused.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    }

    @Test
    void saysSoInItsHealth() {
        Eventually.isTrue(() -> GATEWAY.get("/health", null).statusCode() == 503);
        assertThat(new String(GATEWAY.get("/health", null).body()))
                .isEqualTo("""
                        {"status":"down","registry":"up","router":"down"}""");
        assertThat(GATEWAY.get("/v2/health/live", null).statusCode()).isEqualTo(200);
        assertThat(GATEWAY.get("/v2/health/ready", null).statusCode()).isEqualTo(503);
    }
}
