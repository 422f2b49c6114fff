/** What leaves the repository: the workflows, and the program that moves digests from one environment to the next. */
package io.outrigger.local.delivery;
