/**
 * Real PostgreSQL, Redis, Kafka and S3 as child processes of this JVM, so that the whole platform and every integration test run on one
 * machine with nothing installed and no Docker. PostgreSQL, Redis and Kafka are the ones of production, and s3proxy speaks S3 as far as we
 * need it; all come from Maven Central.
 *
 * <p>Three things are promised. Data are durable: a write that was answered survives {@code kill -9} of anything. Nothing is left
 * running: {@link io.outrigger.backends.BackendProcess#close()} waits for the end, a guard stops the server when this JVM dies however
 * it dies, and a start first stops what an earlier run left behind, after checking that the process is ours. And every failure that a
 * person can mend is a {@link io.outrigger.backends.BackendException} of one sentence. With
 * {@link io.outrigger.backends.KeptAlive} a server that dies comes back, too.
 *
 * <p>Everything listens on 127.0.0.1 only. PostgreSQL asks for a generated password (SCRAM) and S3 for requests signed with a generated
 * key, both kept in the state directory; Redis and Kafka ask for none.
 *
 * <p>Thread-safety: every public type may be used from any thread; {@code close()} may be called twice. A state directory has one owner
 * at a time, across processes, which {@link io.outrigger.backends.StateDirectory}'s lock enforces.
 */
package io.outrigger.backends;
