package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.gateway.testing.GatewayExtension;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The batch-worker is gone: jobs are refused with a reason, and inference does not notice. */
class WorkerAwayIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    @BeforeAll
    static void stopTheWorker() {
        GATEWAY.worker().close();
    }

    private static void assertRefused(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).as(new String(response.body())).isEqualTo(503);
        assertThat(new String(response.body())).contains("batch-worker", "dependency_unavailable").doesNotContain("127.0.0.1", "io.grpc");
        assertThat(response.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void refusesJobsWithAReasonAndAWait() {
        for (String path : new String[] {"/v1/jobs", "/v1/jobs/batch_1/results", "/v1/jobs/batch_1/events", "/v1/files/file-1/content"}) {
            assertRefused(GATEWAY.getJob(path));
        }
        assertRefused(GATEWAY.postJob("/v1/batch", """
                {"model":"plain","inputs":[1]}"""));
        assertRefused(GATEWAY.send(GATEWAY.request("/v1/files", GATEWAY.tokens().with("batch"))
                .header("content-type", "multipart/form-data; boundary=b").POST(BodyPublishers.ofString(
                        "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--")).build()));
    }

    @Test
    void inferenceGoesOn() {
        HttpResponse<byte[]> inference = GATEWAY.postJson("/v1/infer", """
                {"model":"plain","input":{"tensors":[
                 {"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},
                 {"name":"b","shape":[1,2],"datatype":"INT64","data":[5,6]}]}}""");

        assertThat(inference.statusCode()).as(new String(inference.body())).isEqualTo(200);
        assertThat(GATEWAY.get("/v2/health/ready", null).statusCode()).isEqualTo(200);
        assertThat(GATEWAY.gateway().reasonsNotReady()).isEmpty();
    }
}
