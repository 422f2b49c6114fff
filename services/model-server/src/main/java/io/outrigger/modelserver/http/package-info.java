/**
 * The protocol over HTTP, at the paths of a Triton server. JSON and the binary tensor extension are open-inference's.
 */
package io.outrigger.modelserver.http;
