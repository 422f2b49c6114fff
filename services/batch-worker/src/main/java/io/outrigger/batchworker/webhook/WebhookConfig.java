package io.outrigger.batchworker.webhook;

import io.outrigger.chassis.config.Settings;
import java.time.Duration;
import java.util.Base64;

/**
 * How the end of a job is told.
 *
 * @param secret signs what is told; without one nobody is told anything
 * @param privateAddresses whether addresses that are not the internet's, and plain http, are allowed
 * @param patience for one try
 */
public record WebhookConfig(byte[] secret, boolean privateAddresses, Duration patience) {

    private static final String PREFIX = "whsec_";
    private static final int SECRET_BYTES_MIN = 24;
    private static final int SECRET_BYTES_MAX = 64;

    public static WebhookConfig from(Settings settings) {
        String secret = settings.secret("WEBHOOK_SECRET", "",
                "signs webhooks: whsec_ and 24 to 64 bytes as base64; without it there are none");
        byte[] key = key(secret);
        if (!secret.isEmpty() && (key.length < SECRET_BYTES_MIN || key.length > SECRET_BYTES_MAX)) {
            settings.reject("WEBHOOK_SECRET: expected " + PREFIX + " and " + SECRET_BYTES_MIN + " to " + SECRET_BYTES_MAX
                    + " bytes as base64, found something else.");
        }
        return new WebhookConfig(key,
                settings.flag("WEBHOOK_PRIVATE_ADDRESSES", false, "webhooks may go to private addresses and over plain http"),
                settings.duration("WEBHOOK_TIMEOUT", Duration.ofSeconds(10), "time for one try to deliver a webhook"));
    }

    /** Empty for what is no secret. */
    private static byte[] key(String secret) {
        try {
            return secret.startsWith(PREFIX) ? Base64.getDecoder().decode(secret.substring(PREFIX.length())) : new byte[0];
        } catch (IllegalArgumentException noBase64) {
            return new byte[0];
        }
    }

    boolean isEnabled() {
        return secret.length > 0;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "webhooks " + (isEnabled() ? "on" : "off") + (privateAddresses ? ", private addresses too" : "");
    }
}
