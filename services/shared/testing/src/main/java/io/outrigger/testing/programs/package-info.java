/**
 * Other people's programs for tests: a Python environment with pinned packages, and executables that are found and never downloaded. A test
 * that wants one which this machine does not have is skipped, and the skip names what is missing and why.
 */
package io.outrigger.testing.programs;
