/** {@code outrigger files}: what was uploaded. For one thread. */
package io.outrigger.cli.files;
