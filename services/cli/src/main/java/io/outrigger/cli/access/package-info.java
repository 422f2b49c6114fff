/**
 * Where the platform is and who asks: options before the environment before {@code platform.env}, which {@code mvn -Pup} leaves behind.
 * Reading the file is done here; deciding is {@link io.outrigger.cli.access.Access}, which is immutable.
 */
package io.outrigger.cli.access;
