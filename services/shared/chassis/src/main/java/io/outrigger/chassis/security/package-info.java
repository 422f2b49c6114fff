/**
 * Who is calling: bearer tokens, each checked against the keys of the issuer that it names.
 *
 * <p>The gateway and the registry use it; the hops between know their callers by mesh identity. Safe for several threads.
 */
package io.outrigger.chassis.security;
