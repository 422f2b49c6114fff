package io.outrigger.batchworker.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is told, in the form of Standard Webhooks 1.0 (standardwebhooks.com).
 *
 * @param id the same for each try, so that whoever is told twice can see it
 * @param body JSON
 */
record WebhookMessage(String id, byte[] body) {

    private static final String ALGORITHM = "HmacSHA256";

    /** The header {@code webhook-signature}: version 1, over id, time of the try and body. */
    String signature(byte[] secret, long timestampSeconds) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            mac.update((id + "." + timestampSeconds + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
