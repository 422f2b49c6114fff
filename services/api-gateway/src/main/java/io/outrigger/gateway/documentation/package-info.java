/**
 * The OpenAPI document at {@code /openapi} and a page to browse it at {@code /openapi/ui}, both open.
 *
 * <p>The document is written by hand; a test holds it against the routes and the error codes. Everything the page loads comes
 * from the jar, so it works without the internet. Immutable.
 */
package io.outrigger.gateway.documentation;
