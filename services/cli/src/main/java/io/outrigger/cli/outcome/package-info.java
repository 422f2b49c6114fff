/**
 * How a command ends: the exit codes that scripts rely on, and the failure that carries one with a sentence. Immutable.
 */
package io.outrigger.cli.outcome;
