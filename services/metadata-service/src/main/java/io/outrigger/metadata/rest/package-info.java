/**
 * What the registry's REST routes share: strict reading of JSON, ETags and their conditions, page tokens, the token check.
 *
 * <p>Nothing here knows what a model is. Everything is immutable or used by one request; a request that cannot be read is
 * refused here with the place and the reason.
 */
package io.outrigger.metadata.rest;
