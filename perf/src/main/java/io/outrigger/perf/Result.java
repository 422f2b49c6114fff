package io.outrigger.perf;

/** One line of the report: what came back from a target under a load. */
record Result(Load load, String target, Tally tally) {
}
