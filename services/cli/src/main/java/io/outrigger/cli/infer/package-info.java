/** {@code outrigger infer}: one picture, and what the model sees in it. For one thread. */
package io.outrigger.cli.infer;
