/** What the router knows, read-only over REST: routes, and how fleets are. Stateless. */
package io.outrigger.router.status;
