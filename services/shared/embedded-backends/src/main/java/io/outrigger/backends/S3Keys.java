package io.outrigger.backends;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** The access key and the secret of the only caller that S3 knows, made at the first start. */
record S3Keys(String accessKey, String secretKey) {
    private static final int ACCESS_BYTES = 15;
    private static final int SECRET_BYTES = 30;

    static S3Keys openOrCreate(Path home) throws IOException {
        Path file = home.resolve("keys");
        if (!Files.exists(file)) {
            OwnerOnly.write(file, random(ACCESS_BYTES) + "\n" + random(SECRET_BYTES) + "\n");
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != 2) {
            throw new BackendException("File " + file + " is damaged: it should have two lines; wipe the state directory.");
        }
        return new S3Keys(lines.getFirst(), lines.getLast());
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
