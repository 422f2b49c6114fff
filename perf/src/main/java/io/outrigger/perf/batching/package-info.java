/** What smart batching gains, and what it does to those who are few, late or too many. */
package io.outrigger.perf.batching;
