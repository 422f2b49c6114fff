/**
 * A form as browsers and HTTP clients send it, {@code multipart/form-data} of RFC 7578, read part by part from a stream.
 *
 * <p>Memory is one buffer, however long a part is. Strict, because the sender is anybody: the form begins with its boundary, ends with its
 * closing one and has nothing behind it, heads and numbers of parts are limited, and what is not so is refused with a sentence. Knows no
 * server. For one thread.
 */
package io.outrigger.gateway.multipart;
