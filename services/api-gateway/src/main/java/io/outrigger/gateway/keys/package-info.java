/**
 * API keys: made, listed, changed for new ones and ended over REST.
 *
 * <p>A key is shown once, when it is made. What is kept of it is a keyed hash, whose secret is not there: who reads the
 * registry's database can neither use a key nor try out guesses at one.
 */
package io.outrigger.gateway.keys;
