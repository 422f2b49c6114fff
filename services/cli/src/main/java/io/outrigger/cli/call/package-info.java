/**
 * Asking the platform: what is refused or away becomes a sentence and an exit code, and what may be asked twice is asked again
 * ({@link io.outrigger.cli.call.Retries} decides, without a clock). For one thread.
 */
package io.outrigger.cli.call;
