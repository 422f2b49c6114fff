package io.outrigger.local.identity;

import io.outrigger.backends.StateDirectory;
import io.outrigger.local.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** What webhooks are signed with: made at the first start, kept in the state directory. */
public final class WebhookSecret {
    private static final String FILE = "webhook-secret";
    private static final int BYTES = 32;

    private WebhookSecret() {
    }

    public static String openOrCreate(StateDirectory state) {
        Path file = state.path().resolve(FILE);
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            byte[] secret = new byte[BYTES];
            new SecureRandom().nextBytes(secret);
            String text = "whsec_" + Base64.getEncoder().encodeToString(secret);
            state.write(FILE, text + "\n");
            return text;
        } catch (IOException e) {
            throw new StartException("The secret of webhooks " + file + " cannot be read; delete it, and a new one is made.", e);
        }
    }
}
