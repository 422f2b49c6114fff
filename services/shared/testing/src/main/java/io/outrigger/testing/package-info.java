/**
 * Small real servers for tests of the serving path: a server of the Open Inference Protocol that does as it is told, and a
 * registry whose Watch tells what a test puts into it.
 *
 * <p>They listen on loopback sockets and speak real gRPC, so what is tested against them is the real client. Safe for several
 * threads.
 */
package io.outrigger.testing;
