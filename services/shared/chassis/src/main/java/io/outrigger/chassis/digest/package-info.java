/** Digests of texts and bytes. */
package io.outrigger.chassis.digest;
