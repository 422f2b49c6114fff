/**
 * What the person sees: tables, durations and the bar of a running job are computed here without any output, and
 * {@link io.outrigger.cli.console.Console} is the one place that prints. Values are immutable; {@code Console} may be used by the main
 * thread and by the one that says the last word at Ctrl-C.
 */
package io.outrigger.cli.console;
