/**
 * Who is calling: bearer tokens checked against an issuer's keys.
 *
 * <p>The gateway and the registry use it; the hops between know their callers by mesh identity. Safe for several threads.
 */
package io.outrigger.chassis.security;
