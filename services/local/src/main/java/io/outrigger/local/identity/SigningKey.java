package io.outrigger.local.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.outrigger.backends.StateDirectory;
import io.outrigger.local.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;

/**
 * The RSA key that signs tokens: made at the first start, kept in the state directory.
 *
 * @param publicKeys file of the public half, which the services verify tokens with
 */
public record SigningKey(RSAKey key, Path publicKeys) {
    private static final String PRIVATE_FILE = "signing-key.json";
    private static final String PUBLIC_FILE = "jwks.json";
    private static final int BITS = 2_048;

    public static SigningKey openOrCreate(StateDirectory state) {
        Path file = state.path().resolve(PRIVATE_FILE);
        RSAKey key = Files.exists(file) ? read(file) : create(state);
        return new SigningKey(key, state.write(PUBLIC_FILE, new JWKSet(key.toPublicJWK()).toString()));
    }

    private static RSAKey read(Path file) {
        try {
            RSAKey key = RSAKey.parse(Files.readString(file));
            if (key.isPrivate()) {
                return key;
            }
            throw new StartException("The signing key " + file + " has no private part; delete it, and a new one is made.");
        } catch (IOException | ParseException e) {
            throw new StartException("The signing key " + file + " cannot be read; delete it, and a new one is made.", e);
        }
    }

    private static RSAKey create(StateDirectory state) {
        try {
            RSAKey key = new RSAKeyGenerator(BITS).keyUse(KeyUse.SIGNATURE).keyIDFromThumbprint(true).generate();
            state.write(PRIVATE_FILE, key.toJSONString());
            return key;
        } catch (JOSEException e) {
            throw new StartException("No RSA key can be made on this machine (" + e.getMessage() + ").", e);
        }
    }
}
