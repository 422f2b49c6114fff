package io.outrigger.batchworker.objects;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses that callers give, and which of them are read: objects in buckets that the operator has named.
 *
 * <p>Keys are held to characters that mean the same to every server and tool in between, so that what was checked is what is read.
 */
final class ForeignAddresses {

    private static final int CHARACTERS_MAX = 1_100;
    private static final int KEY_MAX = 1_024;
    private static final Pattern FORM = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.+)", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9!_.*'()=+@,:&$; /-]{1," + KEY_MAX + "}");

    private final Set<String> buckets;

    ForeignAddresses(Set<String> buckets) {
        this.buckets = Set.copyOf(buckets);
    }

    /** The object behind an address; INPUT_NOT_ALLOWED says what is wrong with it. */
    ObjectAddress read(String text) {
        if (text.length() > CHARACTERS_MAX) {
            throw refusal("at most " + CHARACTERS_MAX + " characters", text.length() + " of them");
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw refusal("s3://bucket/key", Quote.of(text));
        }
        String bucket = matcher.group(1);
        String key = matcher.group(2);
        if (!KEY.matcher(key).matches()) {
            throw refusal("a key of letters, digits and -_.=+@,:;&$!*'()/ and spaces, " + KEY_MAX + " at most", Quote.of(key));
        }
        if (key.startsWith("/") || key.endsWith("/") || Arrays.stream(key.split("/")).anyMatch(ForeignAddresses::isNoName)) {
            throw refusal("a key whose parts are names", Quote.of(key));
        }
        if (!buckets.contains(bucket)) {
            throw refusal("a bucket that jobs may read from", Quote.of(bucket));
        }
        return new ObjectAddress(bucket, key);
    }

    private static boolean isNoName(String part) {
        return part.isEmpty() || part.equals(".") || part.equals("..");
    }

    private static ServiceException refusal(String expected, String found) {
        return new ServiceException(ErrorCode.INPUT_NOT_ALLOWED, "input_uri: expected " + expected + ", found " + found + ".");
    }
}
