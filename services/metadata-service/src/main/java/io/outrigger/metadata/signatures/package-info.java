/**
 * What a version takes and gives: signatures and adapters as callers send them and as they are answered, the rules they keep, and how
 * a signature is read from a model server that has the model.
 *
 * <p>Rules are checked once, at registration. How the two are stored is another form, {@link io.outrigger.metadata.storage.StoredForm}'s.
 * Everything is stateless.
 */
package io.outrigger.metadata.signatures;
