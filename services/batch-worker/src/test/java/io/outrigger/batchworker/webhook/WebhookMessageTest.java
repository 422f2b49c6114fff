package io.outrigger.batchworker.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class WebhookMessageTest {

    /** The example that the libraries of Standard Webhooks test themselves with. */
    @Test
    void theSignatureIsThatOfTheStandard() {
        byte[] secret = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var message = new WebhookMessage("msg_p5jXN8AQM9LWM0D4loKWxJek", """
                {"test": 2432232314}""".getBytes(UTF_8));
        assertThat(message.signature(secret, 1614265330)).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
