/**
 * The command {@code outrigger}: the platform from a terminal or a script, over REST alone. {@link io.outrigger.cli.Outrigger} puts the
 * commands together, one package each; below them are {@code access} (where, and who asks), {@code call} (asking, and asking again),
 * {@code console} (what is printed) and {@code outcome} (how it ends). One main thread, and one more for the last word at Ctrl-C.
 */
package io.outrigger.cli;
