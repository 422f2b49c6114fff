/**
 * Registration of the models in a folder that have a {@code registration.json}, over REST, as anybody would do it: name, version, SHA-256
 * of the file, the server to read the tensors from, adapter. Registering twice changes nothing, and an alias that exists is never moved.
 *
 * <p>Thread-safety: for one thread.
 */
package io.outrigger.local.samples;
