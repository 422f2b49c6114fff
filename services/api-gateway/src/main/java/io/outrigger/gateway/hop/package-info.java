/**
 * The way to the service behind: one channel, and over it single calls, answers that come in pieces and requests that go in pieces.
 *
 * <p>Ids, trace, deadline and cancellation of the request being served go along; what a call fails with is put into our words. A
 * handler with a thread of its own waits here, so a stream moves as fast as its slower end and nothing piles up. Safe for several threads,
 * a stream for one.
 */
package io.outrigger.gateway.hop;
