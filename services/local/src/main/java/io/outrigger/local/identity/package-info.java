/**
 * Who may call the local platform: a signing key that is made once, and tokens that are made anew at each start. It stands in for the
 * issuer that a company has; the services only ever see the public half, as a JWK set in a file.
 *
 * <p>Thread-safety: everything is immutable.
 */
package io.outrigger.local.identity;
