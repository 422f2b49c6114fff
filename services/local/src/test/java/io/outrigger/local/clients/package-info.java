/**
 * Programs that know nothing of this project, unmodified, each asking gateway and model server once: Triton's, KServe's and MLServer's
 * Python clients, k6, grpcurl, perf_analyzer, and nginx in front. One that the machine does not have skips its tests by name.
 */
package io.outrigger.local.clients;
