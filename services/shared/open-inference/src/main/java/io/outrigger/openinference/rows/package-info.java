/**
 * Rows of several requests gathered into one ModelInferRequest, and its answer scattered back to them, as slices of the bytes
 * that came and went.
 *
 * <p>A {@link io.outrigger.openinference.rows.RowRequest} is a request whose rows may share a call with those of others of its
 * {@link io.outrigger.openinference.rows.RowKind}; what cannot be told for certain from the bytes goes alone, and is left to the
 * server to refuse. {@link io.outrigger.openinference.rows.SharedRows} writes heads anew and leaves tensors where they are; an answer
 * that does not have exactly the rows that were sent is a failure, so no caller ever gets another's. All types are immutable or
 * stateless, so they are safe for any number of threads.
 */
package io.outrigger.openinference.rows;
