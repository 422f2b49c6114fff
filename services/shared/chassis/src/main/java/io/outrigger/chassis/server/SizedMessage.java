package io.outrigger.chassis.server;

/** A message that knows how many bytes it keeps in memory, for the budget of bytes in flight. */
public interface SizedMessage {

    int sizeBytes();
}
