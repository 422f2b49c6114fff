package io.outrigger.chassis.keys;

import io.outrigger.chassis.config.Settings;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What is kept of a key: its HMAC-SHA256 under a secret that all who take keys share. Safe for several threads. */
public final class ApiKeyHasher {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_BYTES_MIN = 16;

    private final SecretKeySpec secret;

    ApiKeyHasher(String secret) {
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** Absent where no secret is set: then no keys are made or taken. */
    public static Optional<ApiKeyHasher> from(Settings settings) {
        String secret = settings.string("API_KEYS_SECRET", "",
                "secret under which API keys are hashed, the same for gateways and registry; without it none are taken");
        if (!secret.isEmpty() && secret.getBytes(StandardCharsets.UTF_8).length < SECRET_BYTES_MIN) {
            settings.reject("API_KEYS_SECRET: expected at least " + SECRET_BYTES_MIN + " bytes.");
        }
        return secret.isEmpty() ? Optional.empty() : Optional.of(new ApiKeyHasher(secret));
    }

    /** In hexadecimal digits. */
    public String of(String key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(key.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every JDK", e);
        }
    }
}
