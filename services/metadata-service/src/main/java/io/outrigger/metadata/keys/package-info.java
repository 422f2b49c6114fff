/**
 * API keys: what each allows, and how it is known again.
 *
 * <p>The registry never sees a key. Gateways make keys and hash them with a secret of their own; what is here is the hash and how the
 * key begins, so who reads the database can neither call with what is found nor try keys on it. A key that is revoked stays as a row that
 * says so, for those who watch. Every write but a key's last use takes a revision. Safe for several threads.
 */
package io.outrigger.metadata.keys;
