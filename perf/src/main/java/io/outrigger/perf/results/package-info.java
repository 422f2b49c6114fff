/** Where what was measured is kept: the table, a picture of it, and the histograms, with date, commit and machine. */
package io.outrigger.perf.results;
