/**
 * A service's OpenAPI document at {@code /openapi} and a page to browse it at {@code /openapi/ui}.
 *
 * <p>What a service's operations take and answer is written by hand, in its own {@code openapi.yaml}; what all services have is written
 * once, in {@code common.yaml}; who may call an operation follows from the access table, and how it may fail from {@link
 * io.outrigger.chassis.errors.ErrorCode}. Everything the page loads comes from the jar, so it works without the internet.
 */
package io.outrigger.documentation;
