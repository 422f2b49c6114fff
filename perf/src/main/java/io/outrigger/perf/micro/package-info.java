/** Single steps of a request on its way, by JMH: what they take, and what they allocate. */
package io.outrigger.perf.micro;
