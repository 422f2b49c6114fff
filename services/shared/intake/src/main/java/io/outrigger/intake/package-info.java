/**
 * From what a caller sends to a checked request, and from the answer to labels.
 *
 * <p>{@link io.outrigger.intake.Intake} is the door: a {@code body} is read, a {@code picture} becomes the tensor that its version
 * takes, the request is checked against the signature; {@code answer} is the way back. Who asks, over what, and who computes the
 * answer is not known here: the same code serves a call over REST and a row of a job. Safe for several threads.
 */
package io.outrigger.intake;
