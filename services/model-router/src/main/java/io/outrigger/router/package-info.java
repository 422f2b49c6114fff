/**
 * model-router: decides which version of a model a request means and which fleet serves it, and passes the bytes on.
 *
 * <p>It lives by a copy of the registry that it keeps current by Watch, and serves from that copy while the registry is away. It
 * reads a request's model, version and id and touches none of its bytes; the fleets themselves are dialled by the orchestrator
 * only. {@link io.outrigger.router.RouterServer} puts it together.
 */
package io.outrigger.router;
