/**
 * Work that goes on beside requests: one thread a loop, rests between its turns, longer rests while it fails.
 *
 * <p>{@link io.outrigger.chassis.background.BackgroundLoop} is the only way in which a service runs something for ever.
 */
package io.outrigger.chassis.background;
