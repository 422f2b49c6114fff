package io.outrigger.gateway.content;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.ByteRange;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one range of bytes that a request asks for, as RFC 9110 has it: {@code bytes=0-99}, {@code bytes=100-}, {@code bytes=-100}. Several
 * ranges, other units and what cannot be read are as no range, so the whole is answered.
 */
final class RequestedRange {

    private static final Pattern FORM = Pattern.compile("bytes=\\s*([0-9]*)\\s*-\\s*([0-9]*)\\s*", Pattern.CASE_INSENSITIVE);
    /** What has more digits is behind every end. */
    private static final int DIGITS_MAX = 18;

    private RequestedRange() {
    }

    /** @param headers the values of Range */
    static Optional<ByteRange> of(List<String> headers) {
        if (headers.size() != 1) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(headers.getFirst());
        if (!form.matches() || form.group(1).isEmpty() && form.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (form.group(1).isEmpty()) {
            long last = number(form.group(2));
            if (last == 0) {
                throw new ServiceException(ErrorCode.RANGE_NOT_SATISFIABLE, "The last 0 bytes are no range; at least 1 is expected.");
            }
            return Optional.of(ByteRange.newBuilder().setOffset(-last).build());
        }
        long first = number(form.group(1));
        if (form.group(2).isEmpty()) {
            return Optional.of(ByteRange.newBuilder().setOffset(first).build());
        }
        long last = number(form.group(2));
        return last < first ? Optional.empty() : Optional.of(ByteRange.newBuilder().setOffset(first).setLength(last - first + 1).build());
    }

    private static long number(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > DIGITS_MAX ? 999_999_999_999_999_998L : Long.parseLong(significant);
    }
}
