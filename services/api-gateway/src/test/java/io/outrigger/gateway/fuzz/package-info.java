/**
 * Requests that nobody would send, by the thousand, at a running gateway with stand-ins behind it. Whatever comes,
         it is answered in time,
 * with a code that the platform knows, and nothing behind the gateway hears of what was refused.
 *
 * <p>The same seed gives the same requests: {@code -Doutrigger.fuzz.seed=…} takes another, {@code -Doutrigger.fuzz.tries=…} that many
 * tries of each property, for a night.
 */
package io.outrigger.gateway.fuzz;
