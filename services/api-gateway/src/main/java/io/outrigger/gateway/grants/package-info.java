/**
 * What the registry grants: API keys and limits, as the last word of a watch of their own has them.
 *
 * <p>A gateway is ready only when it has them whole. While the registry is away those that were known go on, which is also true of
 * keys that are revoked meanwhile. Safe for several threads.
 */
package io.outrigger.gateway.grants;
