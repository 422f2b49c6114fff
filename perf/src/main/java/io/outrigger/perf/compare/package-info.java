/** The model server alone and the chain before it, of one platform or several, under loads that the caller chooses. */
package io.outrigger.perf.compare;
