package io.outrigger.metadata.rest;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.registry.Names;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Which part of a list is asked for.
 *
 * @param size the most items to answer with
 * @param after the name that the part begins after; empty for the first
 */
public record Page(int size, String after) {

    public static final int SIZE_STANDARD = 100;
    public static final int SIZE_MAX = 500;

    /** The page that a caller asks for: a size (0 for the usual one) and the token of the page before. */
    public static Page of(long size, String token) {
        if (size < 0 || size > SIZE_MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "page_size must be from 1 to " + SIZE_MAX + "; found " + size + ".");
        }
        return new Page(size == 0 ? SIZE_STANDARD : (int) size, token.isEmpty() ? "" : decode(token));
    }

    /** The token that asks for what comes after a name. */
    public static String token(String lastName) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(lastName.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            return Names.model(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | ServiceException e) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "page_token must be the next_page_token of an earlier answer; found "
                    + Quote.of(token) + ".");
        }
    }
}
