/** How long each service takes to be ready, and what it holds while nobody asks. */
package io.outrigger.perf.start;
