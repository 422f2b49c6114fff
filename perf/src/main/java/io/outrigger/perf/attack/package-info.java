/** What a well-behaved caller notices of peers that mean harm: each {@code Attack} runs for a bounded time while others ask on. */
package io.outrigger.perf.attack;
