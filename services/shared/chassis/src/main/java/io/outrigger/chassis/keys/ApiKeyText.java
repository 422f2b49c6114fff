package io.outrigger.chassis.keys;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * How a key is written: {@code ork_}, 32 random letters and digits (190 bits), and six that are the CRC-32 of those. So programs that
 * look for secrets in texts find keys, and tell them from what merely looks like one.
 */
public final class ApiKeyText {

    /** What every key begins with. */
    static final String MARK = "ork_";

    private static final int RANDOM_CHARACTERS = 32;
    private static final int CHECK_CHARACTERS = 6;
    private static final int SHOWN_CHARACTERS = 12;
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern FORM = Pattern.compile(MARK + "[0-9A-Za-z]{" + (RANDOM_CHARACTERS + CHECK_CHARACTERS) + "}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private ApiKeyText() {
    }

    public static String random() {
        var text = new StringBuilder();
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return MARK + text + check(text.toString());
    }

    /** Whether this is a key of anybody's: the form and the check are right. */
    static boolean isKey(String text) {
        int checkAt = MARK.length() + RANDOM_CHARACTERS;
        return FORM.matcher(text).matches() && check(text.substring(MARK.length(), checkAt)).equals(text.substring(checkAt));
    }

    /** The beginning, by which people know a key again. */
    public static String prefix(String key) {
        return key.substring(0, SHOWN_CHARACTERS);
    }

    private static String check(String random) {
        var crc = new CRC32();
        crc.update(random.getBytes(StandardCharsets.US_ASCII));
        long left = crc.getValue();
        var digits = new StringBuilder();
        for (int i = 0; i < CHECK_CHARACTERS; i++) {
            digits.insert(0, ALPHABET.charAt((int) (left % ALPHABET.length())));
            left /= ALPHABET.length();
        }
        return digits.toString();
    }
}
