/** For tests alone: whether a served document says what a service serves, and what it answers. */
package io.outrigger.documentation.testing;
