/**
 * The fleets of each model version: how they are, how fast they are, and which one gets the next request.
 *
 * <p>A <em>target</em> is one version of one model on one fleet; health and latency are kept for each target, since a fleet may
 * serve one model well and have another unloaded.
 *
 * <p>Health has two sources. Requests: two failures in a row that say "not reachable", "lost" or "not loaded" mark a target down
 * at once. Probes: ModelReady every second for what requests come for, and for the rest in turn, asked through the orchestrator; "not
 * ready" marks it down, "ready" marks it up, and so does the first request that is answered. What is down gets no requests while another
 * fleet of the version is up.
 *
 * <p>Where no fleet of a version is up, requests still go out, but only a few at a time per target. Whoever goes out gets the
 * fleet's own reason (a refused connection answers in a millisecond) and is the first to notice its return; whoever does not is
 * refused at once with 503 and the last reason known, so that a fleet which hangs cannot collect every caller of the platform.
 *
 * <p>Cores are pure and take time and chance as parameters; everything here is safe for several threads.
 */
package io.outrigger.router.fleet;
