/**
 * The whole platform in one JVM on one machine: {@code mvn -Pup}.
 *
 * <p>PostgreSQL, Redis, Kafka and S3 start at the same time, and beside them the model server and the services in the order of their
 * needs, each through the composition root that its own {@code Main} uses, from settings that are environment variables in production:
 * there is no second wiring to keep true. Then the models of {@code models/} are registered over the same REST interface that everybody
 * uses.
 *
 * <p>What runs is a stack ({@link io.outrigger.local.Parts}); stopping unwinds it, also in the midst of a start. The program stops when its
 * terminal or its Maven goes. Everything that it keeps is in one state directory, readable by its owner only.
 *
 * <p>Thread-safety: one main thread starts, the shutdown hook stops; {@link io.outrigger.local.Parts} is where they meet.
 */
package io.outrigger.local;
