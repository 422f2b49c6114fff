/**
 * Long content as an answer: whole or one range of it, piece by piece as the worker sends it.
 *
 * <p>A piece is asked for when the one before it has been written, so a slow client slows the worker down and nothing is kept here. An
 * answer that cannot be finished ends with its connection, since its length has been said. For one thread a request.
 */
package io.outrigger.gateway.content;
