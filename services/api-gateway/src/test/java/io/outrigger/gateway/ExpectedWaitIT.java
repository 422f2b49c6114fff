package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.gateway.testing.GatewayExtension;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A request that would wait for longer than it has, as the last answer said, goes no further than the gateway. */
class ExpectedWaitIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    @Test
    void whatWouldBeTooLateIsRefusedAtOnce() {
        GATEWAY.router().trailing("x-outrigger-expected-wait", "300000");
        assertThat(ask("600000").statusCode()).as("nothing was said before").isEqualTo(200);
        int calls = GATEWAY.router().calls();
        HttpResponse<byte[]> refused = ask("250000");
        assertThat(refused.statusCode()).isEqualTo(504);
        assertThat(new String(refused.body())).contains("deadline_passed", "would wait");
        assertThat(refused.headers().firstValue("retry-after")).as("its time is over, not the capacity").isEmpty();
        assertThat(GATEWAY.router().calls()).isEqualTo(calls);
        assertThat(ask("600000").statusCode()).as("it has the time").isEqualTo(200);

        GATEWAY.router().trailing("x-outrigger-expected-wait", "0");
        assertThat(ask("600000").statusCode()).isEqualTo(200);
        assertThat(ask("250000").statusCode()).as("nothing waits any more").isEqualTo(200);
    }

    private static HttpResponse<byte[]> ask(String timeoutMs) {
        String token = GATEWAY.tokens().with("infer");
        return GATEWAY.send(GATEWAY.request("/v2/models/plain/infer", token).header("X-Request-Timeout-Ms", timeoutMs).POST(
                HttpRequest.BodyPublishers.ofString("""
                        {"inputs":[{"name":"a","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]},
                        {"name":"b","shape":[1,2],"datatype":"INT64","data":[1,2]}]}""")).build());
    }
}
