/**
 * The test fixture of every module that wants PostgreSQL, Redis, Kafka or S3: one line in a test class. Where a Docker engine answers and
 * has the images, Testcontainers runs PostgreSQL and Redis; otherwise, and for Kafka and S3 always, the servers of
 * {@link io.outrigger.backends} do. Nothing is ever pulled over the network.
 *
 * <p>It lies in main code and not in a test-jar, because a test-jar brings none of its libraries along: so a module needs one test-scoped
 * dependency on this artifact instead of four. JUnit is {@code provided}, and {@code services/local} excludes Testcontainers.
 *
 * <p>One server of each kind serves all test classes of a JVM. It is started when first asked for and stopped at the JVM's end; if the
 * JVM is killed, the guard or Testcontainers' reaper stops it. Classes may run in any order but not at the same time: a class has its
 * own database in PostgreSQL and names of its own in Kafka and S3, but the whole of Redis.
 */
package io.outrigger.backends.testing;
