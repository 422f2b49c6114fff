/**
 * The decision about one request: what it asks for, which version that is, which fleet serves it.
 *
 * <p>{@link io.outrigger.router.route.RequestedModel} holds the rules of who may name model and version, {@link
 * io.outrigger.router.route.Router} applies the registry and the choice of a fleet. Safe for several threads.
 */
package io.outrigger.router.route;
