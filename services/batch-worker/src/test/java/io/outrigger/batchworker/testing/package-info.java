/** A running worker for tests, with real PostgreSQL, Kafka and S3, and a registry and a router for which the tests speak. */
package io.outrigger.batchworker.testing;
