/**
 * The end of a job, told to whoever asked for it: signed, tried again for days, and only to addresses of the internet.
 *
 * <p>A delivery lies in the database from the transaction on in which its job ends; {@link
 * io.outrigger.batchworker.webhook.Webhooks} takes those that are due. Safe for several threads.
 */
package io.outrigger.batchworker.webhook;
