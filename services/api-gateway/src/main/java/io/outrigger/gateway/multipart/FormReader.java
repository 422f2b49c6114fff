package io.outrigger.gateway.multipart;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The parts of a form, one after the other: its head by {@link #next}, then its content by {@link #read}. */
public final class FormReader {

    private static final int BUFFER_BYTES = 64 << 10;
    private static final int HEAD_BYTES_MAX = 8 << 10;
    private static final int PARTS_MAX = 32;
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    private enum Place { BEFORE_FIRST, IN_PART, BEHIND_PART, AT_END }

    private final InputStream form;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;
    /** Up to here the buffer has content for certain, where that is behind {@link #from}. */
    private int contentTo;
    private boolean formIsOver;
    private int parts;
    private Place place = Place.BEFORE_FIRST;

    public FormReader(InputStream form, FormBoundary boundary) {
        this.form = form;
        this.delimiter = boundary.delimiter();
        // The first boundary has no line before it that it would have to end.
        buffer[to++] = '\r';
        buffer[to++] = '\n';
    }

    /** The head of the next part, whatever of the one before has not been read; empty behind the last. */
    public Optional<PartHead> next() throws IOException {
        if (place == Place.BEFORE_FIRST) {
            skipEmptyLine();
            if (!startsWith(delimiter)) {
                throw malformed("The form must begin with the boundary that its Content-Type names.");
            }
            from += delimiter.length;
            place = Place.BEHIND_PART;
        }
        byte[] rest = new byte[BUFFER_BYTES];
        while (place == Place.IN_PART) {
            read(rest, 0);
        }
        if (place == Place.AT_END || endsHere()) {
            return Optional.empty();
        }
        if (++parts > PARTS_MAX) {
            throw malformed("A form may have " + PARTS_MAX + " parts; this one has more.");
        }
        place = Place.IN_PART;
        return Optional.of(PartHead.parse(head()));
    }

    /** Reads content of the part into what is behind the offset, some of which must be there; negative at the part's end. */
    public int read(byte[] into, int offset) throws IOException {
        if (place != Place.IN_PART) {
            return -1;
        }
        if (from >= contentTo) {
            require(delimiter.length);
            int end = indexOf(delimiter);
            if (end == from) {
                from += delimiter.length;
                place = Place.BEHIND_PART;
                return -1;
            }
            // Without a delimiter in sight its first bytes may still stand at the end.
            contentTo = end > 0 ? end : to - delimiter.length + 1;
        }
        int count = Math.min(into.length - offset, contentTo - from);
        System.arraycopy(buffer, from, into, offset, count);
        from += count;
        return count;
    }

    /** Whether the form is over; what follows a boundary otherwise is the end of its line. */
    private boolean endsHere() throws IOException {
        require(2);
        if (buffer[from] == '-' && buffer[from + 1] == '-') {
            from += 2;
            place = Place.AT_END;
            readEpilogue();
            return true;
        }
        while (buffer[from] == ' ' || buffer[from] == '\t') {
            from++;
            require(2);
        }
        if (buffer[from] != '\r' || buffer[from + 1] != '\n') {
            throw malformed("A boundary must be a line of its own, with '--' behind it at the form's end.");
        }
        return false;
    }

    /** A line break, or nothing, is behind the end; without reading on it is not known that the body ends. */
    private void readEpilogue() throws IOException {
        for (int behind = 0; from < to || fill(); from++, behind++) {
            if (behind > 2 || " \t\r\n".indexOf(buffer[from]) < 0) {
                throw malformed("Something follows the closing boundary of the form; nothing is expected there.");
            }
        }
    }

    private String head() throws IOException {
        int end = indexOf(HEAD_END);
        while (end < 0) {
            if (to - from > HEAD_BYTES_MAX) {
                throw headTooLarge();
            }
            if (!fill()) {
                throw brokenOff();
            }
            end = indexOf(HEAD_END);
        }
        if (end - from > HEAD_BYTES_MAX) {
            throw headTooLarge();
        }
        // Names of files come in UTF-8 from whoever does not encode them.
        String head = end == from ? "" : new String(buffer, from + 2, end - from - 2, StandardCharsets.UTF_8);
        from = end + HEAD_END.length;
        // An empty part has its boundary where a content would begin, so the line break before it is the head's.
        from -= 2;
        buffer[from] = '\r';
        buffer[from + 1] = '\n';
        if (!contentIsEmpty()) {
            from += 2;
        }
        return head;
    }

    private boolean contentIsEmpty() throws IOException {
        return available(delimiter.length) && startsWith(delimiter);
    }

    private void skipEmptyLine() throws IOException {
        if (available(delimiter.length) && !startsWith(delimiter) && buffer[from + 2] == '\r' && buffer[from + 3] == '\n') {
            from += 2;
            available(delimiter.length);
        }
    }

    private boolean startsWith(byte[] bytes) {
        return to - from >= bytes.length && matches(bytes, from);
    }

    private int indexOf(byte[] bytes) {
        for (int at = from; at <= to - bytes.length; at++) {
            if (buffer[at] == bytes[0] && matches(bytes, at)) {
                return at;
            }
        }
        return -1;
    }

    private boolean matches(byte[] bytes, int at) {
        for (int i = 0; i < bytes.length; i++) {
            if (buffer[at + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private void require(int bytes) throws IOException {
        if (!available(bytes)) {
            throw brokenOff();
        }
    }

    private boolean available(int bytes) throws IOException {
        while (to - from < bytes) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    /** Reads more; false at the body's end. */
    private boolean fill() throws IOException {
        if (formIsOver) {
            return false;
        }
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        contentTo = 0;
        int count = form.read(buffer, to, buffer.length - to);
        formIsOver = count < 0;
        to += Math.max(0, count);
        return !formIsOver;
    }

    private static ServiceException brokenOff() {
        return malformed("The form broke off: its closing boundary is missing.");
    }

    private static ServiceException headTooLarge() {
        return new ServiceException(ErrorCode.HEADER_TOO_LARGE,
                "The headers of a part may have " + HEAD_BYTES_MAX + " bytes; these have more.");
    }

    private static ServiceException malformed(String sentence) {
        return new ServiceException(ErrorCode.MALFORMED_REQUEST, sentence);
    }
}
