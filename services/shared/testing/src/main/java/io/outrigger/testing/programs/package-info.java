/**
 * Other people's programs for tests and measurements: a Python environment with pinned packages, and executables that are found and never
 * downloaded. A test that wants one which this machine does not have is skipped, and the skip names what is missing and why. A program that
 * is started beside a test ends with it, however the test ends ({@link io.outrigger.testing.programs.ChildProcess}).
 */
package io.outrigger.testing.programs;
