/** {@code outrigger token}: the one command that prints a secret. For one thread. */
package io.outrigger.cli.token;
