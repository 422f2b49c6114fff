package io.outrigger.registry;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The two spellings of a version, {@code v3} (ours) and {@code 3} (the Open Inference Protocol's), and the number they mean. */
public final class VersionNumber {

    public static final long MIN = 1;
    /** Model servers keep versions as folder names and 32-bit numbers. */
    public static final long MAX = Integer.MAX_VALUE;

    private static final Pattern LOOKS_LIKE = Pattern.compile("[vV]?[0-9]+");
    private static final int DIGITS_MAX = 10;

    private VersionNumber() {
    }

    /** {@code v3} for 3. */
    public static String text(long number) {
        return "v" + number;
    }

    /** Whether the text claims to be a version, well-formed or not; no alias may. */
    public static boolean looksLike(String text) {
        return LOOKS_LIKE.matcher(text).matches();
    }

    /** The number behind {@code v3} or {@code 3}. */
    public static long parse(String text) {
        return number(text).orElseThrow(() -> new ServiceException(ErrorCode.INVALID_VERSION,
                "A version is 'v<n>' or '<n>' with a number from " + MIN + " to " + MAX + " and no leading zeros; found "
                        + Quote.of(text) + "."));
    }

    /** {@code v3} for the version that a model server says has answered; empty where it says none that there can be. */
    public static String answered(String text) {
        OptionalLong number = number(text);
        return number.isPresent() ? text(number.getAsLong()) : "";
    }

    /** The number behind {@code v3} or {@code 3}; empty where the text is no version. */
    public static OptionalLong number(String text) {
        String digits = text.startsWith("v") ? text.substring(1) : text;
        boolean wellFormed = !digits.isEmpty() && digits.length() <= DIGITS_MAX
                && digits.chars().allMatch(c -> c >= '0' && c <= '9') && digits.charAt(0) != '0';
        return wellFormed && Long.parseLong(digits) <= MAX ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }
}
