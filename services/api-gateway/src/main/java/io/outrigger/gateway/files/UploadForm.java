package io.outrigger.gateway.files;

import com.google.protobuf.Duration;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.UploadFileRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The fields of an upload beside the file, in whatever order they come. For one thread. */
final class UploadForm {

    static final int VALUE_BYTES_MAX = 1 << 10;

    private static final String PURPOSE = "purpose";
    private static final String PURPOSE_BATCH = "batch";
    private static final String ANCHOR = "expires_after[anchor]";
    private static final String SECONDS = "expires_after[seconds]";
    private static final Set<String> FIELDS = Set.of(PURPOSE, ANCHOR, SECONDS);

    private final Map<String, String> values = new LinkedHashMap<>();

    /** Takes a field, and says at once what is wrong with it. */
    void put(String name, String value) {
        if (!FIELDS.contains(name)) {
            throw invalid("The form has a field " + Quote.of(name) + " that is not known here; file, purpose, expires_after[anchor] and "
                    + "expires_after[seconds] are expected.");
        }
        if (values.put(name, value) != null) {
            throw invalid("The form has the field " + name + " more than once.");
        }
        switch (name) {
            case PURPOSE -> expect(value.equals(PURPOSE_BATCH), name, "'batch'", value);
            case ANCHOR -> expect(value.equals("created_at"), name, "'created_at'", value);
            default -> expect(value.matches("[1-9][0-9]{0,8}"), name, "a whole number from 1 to 999999999", value);
        }
    }

    /** What is known of the file at this point; that its purpose is the only one is believed until the form is over. */
    UploadFileRequest head(String filename) {
        var head = UploadFileRequest.Head.newBuilder().setFilename(filename).setPurpose(PURPOSE_BATCH);
        if (values.containsKey(SECONDS)) {
            head.setExpiresAfter(Duration.newBuilder().setSeconds(Long.parseLong(values.get(SECONDS))));
        }
        return UploadFileRequest.newBuilder().setHead(head).build();
    }

    /** Returns when nothing is missing in the whole form. */
    void checkComplete() {
        if (!values.containsKey(PURPOSE)) {
            throw missing(PURPOSE, "'batch'");
        }
        if (values.containsKey(ANCHOR) != values.containsKey(SECONDS)) {
            throw missing(values.containsKey(ANCHOR) ? SECONDS : ANCHOR, "it together with the other half of expires_after");
        }
    }

    static ServiceException missing(String field, String expected) {
        return new ServiceException(ErrorCode.MISSING_FIELD, "The form lacks the field " + field + "; " + expected + " is expected.");
    }

    private static void expect(boolean holds, String field, String expected, String found) {
        if (!holds) {
            throw invalid("The field " + field + " must be " + expected + "; found " + Quote.of(found) + ".");
        }
    }

    private static ServiceException invalid(String sentence) {
        return new ServiceException(ErrorCode.INVALID_FIELD, sentence);
    }
}
