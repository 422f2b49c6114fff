package io.outrigger.openinference.json;

import com.fasterxml.jackson.core.JsonParser;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.Locale;

/**
 * Bytes out of base64 as real programs write it: RFC 4648's alphabet or its URL-safe one, with padding or without, in MIME's
 * lines, behind the {@code data:…;base64,} of browsers. For one text, handed over in pieces of any size.
 *
 * <p>Line breaks, and blanks beside them, are between the characters; a blank elsewhere is refused, because it is most often a
 * {@code +} that some form decoding ate, and leaving it out would shift every byte behind it.
 */
public final class Base64Text extends Writer {

    private static final String DATA = "data:";
    private static final String ENCODED = ";base64";
    private static final int PREFIX_CHARACTERS_MAX = 256;
    private static final byte NONE = -1;
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, NONE);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
        VALUES['-'] = VALUES['+'];
        VALUES['_'] = VALUES['/'];
    }

    private final String what;
    private final StringBuilder prefix = new StringBuilder(DATA.length());
    private boolean begun;
    private byte[] bytes = new byte[512];
    private int size;
    private long position;
    private int quartet;
    private int characters;
    private int padding;
    private boolean afterLineBreak = true;
    private long blankAt = -1;

    private Base64Text(String what) {
        this.what = what;
    }

    /**
     * The bytes that the string on which the parser stands encodes.
     *
     * @param what the field, for a sentence
     * @throws ServiceException INVALID_BASE64 where it encodes none, with the place
     */
    public static byte[] read(JsonParser parser, String what) throws IOException {
        var text = new Base64Text(what);
        parser.getText(text);
        return text.decoded();
    }

    @Override
    public void write(char[] text, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            character(text[i]);
            position++;
        }
    }

    @Override
    public void flush() {
        // what is written is decoded at once
    }

    @Override
    public void close() {
        // holds nothing
    }

    private void character(char c) {
        if (!begun && inPrefix(c)) {
            return;
        }
        if (c == '\r' || c == '\n') {
            afterLineBreak = true;
            blankAt = -1;
        } else if (c == ' ' || c == '\t') {
            blankAt = afterLineBreak || blankAt >= 0 ? blankAt : position;
        } else if (c == '=') {
            notAfterBlank();
            padding++;
            if (characters < 2 || characters + padding > 4) {
                throw wrong("has a '=' at character " + position + " that completes no group of four");
            }
        } else {
            notAfterBlank();
            digit(c);
        }
    }

    private void digit(char c) {
        byte value = c < VALUES.length ? VALUES[c] : NONE;
        if (value == NONE) {
            throw wrong("has " + shown(c) + " at character " + position + ", which base64 does not have");
        }
        if (padding > 0) {
            throw wrong("goes on at character " + position + " after its padding");
        }
        afterLineBreak = false;
        quartet = quartet << 6 | value;
        if (++characters == 4) {
            put(quartet >> 16);
            put(quartet >> 8);
            put(quartet);
            quartet = 0;
            characters = 0;
        }
    }

    /** Whether the character still belongs to {@code data:<type>;base64,}, or may. */
    private boolean inPrefix(char c) {
        int seen = prefix.length();
        if (seen < DATA.length()) {
            if (Character.toLowerCase(c) == DATA.charAt(seen)) {
                prefix.append(c);
                return true;
            }
            begun = true;
            String digits = prefix.toString();
            position -= seen;
            digits.chars().forEach(digit -> {
                character((char) digit);
                position++;
            });
            return false;
        }
        if (c != ',') {
            if (seen == PREFIX_CHARACTERS_MAX) {
                throw wrong("begins with 'data:' and has no comma in its first " + PREFIX_CHARACTERS_MAX + " characters");
            }
            prefix.append(c);
            return true;
        }
        if (!prefix.toString().toLowerCase(Locale.ROOT).endsWith(ENCODED)) {
            throw wrong("is a data: URL without ';base64' before its comma");
        }
        begun = true;
        return true;
    }

    private void notAfterBlank() {
        if (blankAt >= 0) {
            throw wrong("has a blank at character " + blankAt + ", which may have been a '+'; only line breaks may stand in it");
        }
    }

    private byte[] decoded() {
        if (!begun && prefix.length() >= DATA.length()) {
            throw wrong("begins with 'data:' and has no comma");
        }
        if (!begun) {
            begun = true;
            prefix.chars().forEach(c -> digit((char) c));
        }
        if (characters == 1 || padding > 0 && characters + padding != 4) {
            throw wrong("is cut short: its last group has " + (characters + padding) + " of 4 characters");
        }
        if (characters > 1) {
            put(quartet >> (characters == 2 ? 4 : 10));
        }
        if (characters == 3) {
            put(quartet >> 2);
        }
        return Arrays.copyOf(bytes, size);
    }

    private void put(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(2L * size, Integer.MAX_VALUE - 8));
        }
        bytes[size++] = (byte) value;
    }

    private ServiceException wrong(String why) {
        return new ServiceException(ErrorCode.INVALID_BASE64, what + " is not base64: it " + why + ".");
    }

    private static String shown(char c) {
        return c > ' ' && c < 0x7f ? "'" + c + "'" : "U+%04X".formatted((int) c);
    }
}
