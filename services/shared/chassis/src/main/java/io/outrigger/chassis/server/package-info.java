/**
 * How a service is hosted: its ports, what it lets in at once, how it drains, how it is launched.
 *
 * <p>A composition root builds one {@link io.outrigger.chassis.server.ServiceServer}; {@link
 * io.outrigger.chassis.server.Launcher} runs it from {@code main}. The hosts behind it keep Helidon and grpc-java out of the
 * features, so that either can be changed in one place. Safe for several threads.
 */
package io.outrigger.chassis.server;
