/** What the worker knows of its work, read-only over REST. Stateless. */
package io.outrigger.batchworker.status;
