/** The whole chain of a platform that is started for the measurement, beside the model server asked straight. */
package io.outrigger.perf.chain;
