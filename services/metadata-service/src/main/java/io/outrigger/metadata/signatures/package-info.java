/**
 * What a version takes and gives: signatures and adapters as JSON, the rules they keep, and how a signature is read from a
 * model server that has the model.
 *
 * <p>The JSON here is both what callers send and what is stored. Rules are checked once, at registration; what is stored is
 * believed. Everything is stateless.
 */
package io.outrigger.metadata.signatures;
