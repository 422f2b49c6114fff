/**
 * The api-gateway: the platform's only door to the outside.
 *
 * <p>It asks who is calling, whether they may, whether the request is well-formed and how long it has got; everything else is
 * decided behind it. One package a feature: {@code access}, {@code inference}, {@code protocol}, {@code jobs}, {@code files},
 * {@code health}.
 */
package io.outrigger.gateway;
