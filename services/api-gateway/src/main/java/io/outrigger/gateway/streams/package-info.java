/** Answers that go on: how many there may be at once, and server-sent events as they go over the wire. */
package io.outrigger.gateway.streams;
