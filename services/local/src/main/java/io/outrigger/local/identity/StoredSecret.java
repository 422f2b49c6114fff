package io.outrigger.local.identity;

import io.outrigger.backends.StateDirectory;
import io.outrigger.local.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** A secret of the platform's own: made at the first start, kept in the state directory. */
public enum StoredSecret {
    /** What webhooks are signed with. */
    WEBHOOKS("webhook-secret", "whsec_"),
    /** Under what API keys are hashed. */
    API_KEYS("api-keys-secret", "");

    private static final int BYTES = 32;

    private final String file;
    private final String mark;

    StoredSecret(String file, String mark) {
        this.file = file;
        this.mark = mark;
    }

    public String openOrCreate(StateDirectory state) {
        Path path = state.path().resolve(file);
        try {
            if (Files.exists(path)) {
                return Files.readString(path).strip();
            }
            byte[] secret = new byte[BYTES];
            new SecureRandom().nextBytes(secret);
            String text = mark + Base64.getEncoder().encodeToString(secret);
            state.write(file, text + "\n");
            return text;
        } catch (IOException e) {
            throw new StartException("The secret " + path + " cannot be read; delete it, and a new one is made.", e);
        }
    }
}
